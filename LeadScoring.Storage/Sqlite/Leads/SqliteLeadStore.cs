using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Storage.Sqlite.Commits;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Leads;

internal sealed class SqliteLeadStore(SqliteFile file, LeadTableUpdater table) : ILeadStore
{
    private readonly CreateLeads _create = new(file);

    public Task<LeadCreation> CreateAsync(LeadDraft draft, CancellationToken ct) => file.WriteAsync(session => _create.One(session, draft), ct);

    public Task<IReadOnlyList<LeadCreation>> CreateManyAsync(IReadOnlyList<LeadDraft> drafts, CancellationToken ct) => _create.ManyAsync(drafts, ct);

    public Task<Lead?> FindAsync(string leadId, CancellationToken ct) => file.ReadAsync(session => LeadRows.Find(session, leadId), ct);

    public Task<LeadUpdate> UpdateAsync(string leadId, LeadDraft draft, CancellationToken ct) =>
        file.WriteAsync(session => Update(session, leadId, draft), ct);

    public Task<LeadChange?> DeleteAsync(string leadId, CancellationToken ct) =>
        file.WriteAsync(session => DeletedLeads.Delete(session, leadId, file.Now), ct);

    public async Task<bool> PurgeAsync(int maxRows, CancellationToken ct) =>
        await file.ReadAsync(DeletedLeads.AnyToPurge, ct) && await file.WriteAsync(session => DeletedLeads.Purge(session, maxRows), ct);

    public Task<LeadPage> ListAsync(LeadQuery query, CancellationToken ct) => query.IsFiltered
        ? table.QueryAsync(session => LeadPages.Filtered(session, table, query), ct)
        : file.ReadAsync(session => LeadPages.Unfiltered(session, query), ct);

    public IAsyncEnumerable<IReadOnlyList<Lead>> ExportAsync(LeadQuery query, CancellationToken ct) => new LeadExport(file, table, query).RunAsync(ct);

    public async Task<IReadOnlyList<Lead>> LeaderboardAsync(int limit, CancellationToken ct) =>
        await file.ReadAsync(session => LeadPages.Top(session, limit).Leads, ct);

    public async Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> leadIds, CancellationToken ct) =>
        await file.ReadAsync(session => leadIds.Where(id => LeadRows.Exists(session, id)).ToHashSet(StringComparer.Ordinal), ct);

    public async Task<IReadOnlyDictionary<string, string>> FindByEmailAsync(IReadOnlyCollection<string> emails, CancellationToken ct) =>
        await file.ReadAsync(session => IdsByEmail(session, emails), ct);

    private LeadUpdate Update(SqlSession session, string leadId, LeadDraft draft)
    {
        if (session.Leads.Number(leadId) is not { } number) return new(null, null);
        if (LeadRows.IdByEmail(session, draft.Email) is { } owner && owner != leadId) return new(null, owner);
        LeadRows.Update(session, number, draft, file.Now);
        LeadStateRows.NextVersion(session, number);
        LeadTableLog.Append(session, LeadTableLog.Profile, [number]);
        return new(LeadRows.Find(session, leadId), null);
    }

    private static Dictionary<string, string> IdsByEmail(SqlSession session, IReadOnlyCollection<string> emails)
    {
        var ids = new Dictionary<string, string>(EmailComparer.Instance);
        foreach (var email in emails)
        {
            if (!ids.ContainsKey(email) && LeadRows.IdByEmail(session, email) is { } id) ids[email] = id;
        }

        return ids;
    }
}
