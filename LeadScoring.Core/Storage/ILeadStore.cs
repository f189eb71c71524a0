using LeadScoring.Core.Leads;

namespace LeadScoring.Core.Storage;

/// <summary>Leads and everything read by score. Every call may throw <see cref="StoreUnavailableException"/>.</summary>
public interface ILeadStore
{
    Task<LeadCreation> CreateAsync(LeadDraft draft, CancellationToken ct);

    Task<Lead?> FindAsync(string leadId, CancellationToken ct);

    Task<LeadPage> ListAsync(LeadQuery query, CancellationToken ct);

    /// <summary>The top by score, then earlier last event (leads without events last), then id. Limit ≤ 1000.</summary>
    Task<IReadOnlyList<Lead>> LeaderboardAsync(int limit, CancellationToken ct);

    /// <summary>Those of the ids that exist, asked in one go.</summary>
    Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> leadIds, CancellationToken ct);

    /// <summary>Lead id by e-mail address (the key compares case-insensitively), for those that exist.</summary>
    Task<IReadOnlyDictionary<string, string>> FindByEmailAsync(IReadOnlyCollection<string> emails, CancellationToken ct);
}
