using LeadScoring.Core.Trends;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Trends;

internal sealed class SqliteTrendStore(SqliteFile file) : ITrendStore
{
    public Task<LeadTrend?> TrendAsync(string leadId, long? fromMs, long toMs, int points, CancellationToken ct) =>
        file.ReadAsync(session => LeadTrends.Read(session, file.Rules, leadId, fromMs, toMs, points), ct);

    public Task<IReadOnlyList<LeadScores>> ScoresAsync(IReadOnlyList<string> leadIds, long fromMs, long toMs, int points, CancellationToken ct) =>
        file.ReadAsync(session => LeadSamples.Read(session, file.Rules, leadIds, fromMs, toMs, points), ct);

    public Task<LeadContributions?> ContributionsAsync(string leadId, CancellationToken ct) =>
        file.ReadAsync(session => LeadTypes.Read(session, file.Rules, leadId), ct);
}
