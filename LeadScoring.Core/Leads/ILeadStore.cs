using LeadScoring.Core.Events;
using LeadScoring.Core.Stores;

namespace LeadScoring.Core.Leads;

/// <summary>Leads, their lists and ranks. Every call may throw <see cref="StoreUnavailableException"/>.</summary>
public interface ILeadStore
{
    Task<LeadCreation> CreateAsync(LeadDraft draft, CancellationToken ct);

    /// <summary>
    /// Creates several leads in as many short transactions as it takes. One result per draft, in order; fewer when the store became
    /// unavailable on the way: call again for the rest.
    /// </summary>
    Task<IReadOnlyList<LeadCreation>> CreateManyAsync(IReadOnlyList<LeadDraft> drafts, CancellationToken ct);

    Task<Lead?> FindAsync(string leadId, CancellationToken ct);

    /// <summary>Replaces the lead's whole profile; its events and score stay.</summary>
    Task<LeadUpdate> UpdateAsync(string leadId, LeadDraft draft, CancellationToken ct);

    /// <summary>Changes the status of leads and nothing else of them, of all in one transaction. An id that is given twice counts once.</summary>
    /// <param name="from">Only leads with this status change; null: all.</param>
    Task<StatusUpdate> SetStatusAsync(IReadOnlyCollection<string> leadIds, LeadStatus status, LeadStatus? from, CancellationToken ct);

    /// <summary>
    /// Deletes the lead and everything of it that can be read, for ever. Its events in flight end as
    /// <see cref="EventStatus.LeadDeleted"/>, and its eventIds never count again.
    /// </summary>
    /// <returns>Null when there is no such lead.</returns>
    Task<LeadDeletion?> DeleteAsync(string leadId, CancellationToken ct);

    /// <summary>Purges up to <paramref name="maxRows"/> rows of deleted leads; false when there is nothing to purge.</summary>
    Task<bool> PurgeAsync(int maxRows, CancellationToken ct);

    /// <summary>A page of leads, complete and current: it includes every write before the call.</summary>
    Task<LeadPage> ListAsync(LeadQuery query, CancellationToken ct);

    /// <summary>
    /// All leads of the query, in its order, each once, some hundred at a time; Offset and Limit are ignored. Which leads and in which
    /// order is decided when the first part is read; fields, scores and ranks are those of the moment when their part is read, and leads
    /// deleted by then are left out. Whether a lead is back is decided with its part too, so of however many were active. No connection is
    /// held between two parts.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<Lead>> ExportAsync(LeadQuery query, CancellationToken ct);

    /// <summary>The top by score, then earlier last event (leads without events last), then id. Limit ≤ 1000.</summary>
    Task<IReadOnlyList<Lead>> LeaderboardAsync(int limit, CancellationToken ct);

    /// <summary>Those of the ids that exist, in one query.</summary>
    Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> leadIds, CancellationToken ct);

    /// <summary>The statuses of those of the ids that exist, in one query.</summary>
    Task<IReadOnlyDictionary<string, LeadStatus>> StatusesAsync(IReadOnlyCollection<string> leadIds, CancellationToken ct);

    /// <summary>Lead ids by e-mail address (compared case-insensitively), for the addresses that a lead has.</summary>
    Task<IReadOnlyDictionary<string, string>> FindByEmailAsync(IReadOnlyCollection<string> emails, CancellationToken ct);
}
