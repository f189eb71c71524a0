using LeadScoring.Core.Events;
using LeadScoring.Core.Stores;

namespace LeadScoring.Core.Leads;

/// <summary>Leads and everything read by score. Every call may throw <see cref="StoreUnavailableException"/>.</summary>
public interface ILeadStore
{
    Task<LeadCreation> CreateAsync(LeadDraft draft, CancellationToken ct);

    /// <summary>
    /// Several leads, in as many short transactions as it takes; one answer per draft, in order. Fewer when the store became
    /// unavailable on the way: ask again for the rest.
    /// </summary>
    Task<IReadOnlyList<LeadCreation>> CreateManyAsync(IReadOnlyList<LeadDraft> drafts, CancellationToken ct);

    Task<Lead?> FindAsync(string leadId, CancellationToken ct);

    /// <summary>Puts the draft in place of all that the lead was told; its events and score stay.</summary>
    Task<LeadUpdate> UpdateAsync(string leadId, LeadDraft draft, CancellationToken ct);

    /// <summary>
    /// Removes the lead and everything of it that can be read, for ever: its events in flight end as
    /// <see cref="EventStatus.LeadDeleted"/>, its eventIds never count again.
    /// </summary>
    /// <returns>What to announce; null when there is no such lead (any more).</returns>
    Task<LeadChange?> DeleteAsync(string leadId, CancellationToken ct);

    /// <summary>Frees the room of deleted leads, at most so many rows at a time; false when there is nothing (more) to do.</summary>
    Task<bool> PurgeAsync(int maxRows, CancellationToken ct);

    Task<LeadPage> ListAsync(LeadQuery query, CancellationToken ct);

    /// <summary>
    /// All leads of the query, in its order, each once, some hundred at a time; its Offset and Limit do not count. Which leads and
    /// which order is settled when the first ones are asked for; fields, scores and ranks are those of the moment when a part is
    /// read, and a lead that was deleted by then is left out. Nothing of the store is held between two parts.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<Lead>> ExportAsync(LeadQuery query, CancellationToken ct);

    /// <summary>The top by score, then earlier last event (leads without events last), then id. Limit ≤ 1000.</summary>
    Task<IReadOnlyList<Lead>> LeaderboardAsync(int limit, CancellationToken ct);

    /// <summary>Those of the ids that exist, asked in one go.</summary>
    Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> leadIds, CancellationToken ct);

    /// <summary>Lead id by e-mail address (the key compares case-insensitively), for those that exist.</summary>
    Task<IReadOnlyDictionary<string, string>> FindByEmailAsync(IReadOnlyCollection<string> emails, CancellationToken ct);
}
