using LeadScoring.Core.Leads;
using LeadScoring.Core.Storage;

namespace LeadScoring.Core.Sqlite;

internal sealed class SqliteLeadStore(SqliteFile file) : ILeadStore
{
    public Task<LeadCreation> CreateAsync(LeadDraft draft, CancellationToken ct) => file.WriteAsync(session => Create(session, draft), ct);

    public Task<Lead?> FindAsync(string leadId, CancellationToken ct) => file.ReadAsync(session => LeadRows.Find(session, leadId), ct);

    public Task<LeadPage> ListAsync(LeadQuery query, CancellationToken ct) => file.ReadAsync(session => LeadPages.Page(session, query), ct);

    public async Task<IReadOnlyList<Lead>> LeaderboardAsync(int limit, CancellationToken ct) =>
        await file.ReadAsync(session => LeadPages.Top(session, limit), ct);

    public async Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> leadIds, CancellationToken ct) =>
        await file.ReadAsync(session => leadIds.Where(id => LeadRows.Exists(session, id)).ToHashSet(StringComparer.Ordinal), ct);

    public async Task<IReadOnlyDictionary<string, string>> FindByEmailAsync(IReadOnlyCollection<string> emails, CancellationToken ct) =>
        await file.ReadAsync(session => IdsByEmail(session, emails), ct);

    private LeadCreation Create(SqlSession session, LeadDraft draft)
    {
        if (LeadRows.IdByEmail(session, draft.Email) is { } existing) return new(null, existing);
        var id = LeadIds.Next(session, file.Now);
        var number = LeadRows.Add(session, id, draft, file.Now);
        HotLeadRows.Add(session, number, RuleRows.Revision(session));
        var buckets = new ScoreBuckets();
        buckets.Add(0);
        buckets.Save(session);
        Counters.Add(session, Counters.Leads, 1);
        return new(LeadRows.Find(session, id), null);
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
