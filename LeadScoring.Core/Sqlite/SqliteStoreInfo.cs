using LeadScoring.Core.Storage;

namespace LeadScoring.Core.Sqlite;

internal sealed class SqliteStoreInfo(SqliteFile file) : IStoreInfo
{
    public bool SharedWriters => false;

    public Task PingAsync(CancellationToken ct) => file.ReadAsync(RuleRows.Revision, ct);
}
