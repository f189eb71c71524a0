using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Insights;

namespace LeadScoring.Storage.Leads;

internal sealed class LeadStore(IStoreDatabase database, LeadTableUpdater table) : ILeadStore
{
    private readonly CreateLeads _create = new(database);

    public async Task<LeadCreation> CreateAsync(LeadDraft draft, CancellationToken ct) => (await _create.RunAsync([draft], ct))[0];

    public Task<IReadOnlyList<LeadCreation>> CreateManyAsync(IReadOnlyList<LeadDraft> drafts, CancellationToken ct) => _create.RunAsync(drafts, ct);

    public Task<Lead?> FindAsync(string leadId, CancellationToken ct) => database.ReadAsync(session => Find(session, leadId), ct);

    public Task<LeadUpdate> UpdateAsync(string leadId, LeadDraft draft, CancellationToken ct) =>
        database.WriteAsync(session => Update(session, leadId, draft), ct);

    public Task<StatusUpdate> SetStatusAsync(IReadOnlyCollection<string> leadIds, LeadStatus status, LeadStatus? from, CancellationToken ct)
    {
        var change = new ChangeStatus([.. leadIds.Distinct(StringComparer.Ordinal)], status, from);
        return database.WriteAsync(session => change.Run(session, database.Now), ct);
    }

    public Task<LeadDeletion?> DeleteAsync(string leadId, CancellationToken ct) => database.WriteAsync(session => Delete(session, leadId), ct);

    public async Task<bool> PurgeAsync(int maxRows, CancellationToken ct) =>
        await database.ReadAsync(session => session.Deleted.NextToPurge() is not null, ct)
        && await database.WriteAsync(session => Purge(session, maxRows), ct);

    public Task<LeadPage> ListAsync(LeadQuery query, CancellationToken ct) => query.IsFiltered
        ? table.QueryAsync(session => LeadPages.Filtered(session, table, query), ct)
        : database.ReadAsync(session => LeadPages.Unfiltered(session, query), ct);

    public IAsyncEnumerable<IReadOnlyList<Lead>> ExportAsync(LeadQuery query, CancellationToken ct) => new LeadExport(database, table, query).RunAsync(ct);

    public async Task<IReadOnlyList<Lead>> LeaderboardAsync(int limit, CancellationToken ct) =>
        await database.ReadAsync(session => LeadPages.Top(session, limit).Leads, ct);

    public async Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> leadIds, CancellationToken ct) =>
        await database.ReadAsync(session => session.Profiles.Existing(leadIds), ct);

    public async Task<IReadOnlyDictionary<string, LeadStatus>> StatusesAsync(IReadOnlyCollection<string> leadIds, CancellationToken ct) =>
        await database.ReadAsync(session => session.Profiles.Statuses(leadIds), ct);

    public async Task<IReadOnlyDictionary<string, string>> FindByEmailAsync(IReadOnlyCollection<string> emails, CancellationToken ct)
    {
        var keys = emails.Select(EmailAddress.Key).ToHashSet(StringComparer.Ordinal);
        var ids = await database.ReadAsync(session => session.Profiles.IdsByEmail(keys), ct);
        var found = new Dictionary<string, string>(EmailComparer.Instance);
        foreach (var email in emails)
        {
            if (ids.TryGetValue(EmailAddress.Key(email), out var id)) found[email] = id;
        }

        return found;
    }

    private static Lead? Find(IStoreSession session, string leadId) =>
        session.Profiles.Find(leadId) is { } lead ? lead with { Rank = ScoreBuckets.Rank(session, lead.CurrentScore) } : null;

    private LeadUpdate Update(IStoreSession session, string leadId, LeadDraft draft)
    {
        if (session.States.Find(leadId) is not { } lead) return new(null, null);
        if (session.Profiles.IdsByEmail([EmailAddress.Key(draft.Email)]).Values.FirstOrDefault() is { } owner && owner != leadId) return new(null, owner);
        var now = database.Now;
        var isNewStatus = session.Profiles.Statuses([leadId])[leadId] != draft.Status;
        lead.Version++;
        session.States.Save(lead);
        session.Profiles.Replace(lead, draft, now);
        if (isNewStatus) session.Profiles.SetStatus(lead, draft.Status, now);
        var positions = session.Changes.Append(LeadChangeKind.Profile, [lead], now);
        return new(Find(session, leadId), null, positions);
    }

    /// <summary>
    /// The first of two steps: one short transaction removes the lead itself, and with it everything that can be read. Its events and
    /// blocks are purged some at a time, since a lead may have a hundred thousand of them.
    /// </summary>
    private LeadDeletion? Delete(IStoreSession session, string leadId)
    {
        if (session.States.Find(leadId) is not { } lead) return null;
        var now = database.Now;
        lead.Version++;
        session.Deleted.Add(leadId, lead, now);
        var buckets = new ScoreBuckets();
        buckets.Remove(lead.Stripe, lead.StoredScore);
        buckets.Save(session);
        var rollups = new RollupChanges();
        lead.NewestDays.Clear(rollups);
        if (!rollups.IsEmpty) session.Rollups.Append(rollups.Encode());
        var positions = session.Changes.Append(LeadChangeKind.Profile, [lead], now);
        return new(new LeadChange(leadId, lead.StoredScore, 0, lead.Version, null, null, now, now), positions);
    }

    private static bool Purge(IStoreSession session, int limit)
    {
        if (session.Deleted.NextToPurge() is not { } number) return false;
        var events = session.Deleted.PurgeEvents(number, limit);
        var rollups = new RollupChanges();
        foreach (var e in events) rollups.Removed(e);
        if (!rollups.IsEmpty) session.Rollups.Append(rollups.Encode());
        if (events.Count < limit && session.Deleted.PurgeBlocks(number, limit) < limit) session.Deleted.Purged(number);
        return true;
    }
}
