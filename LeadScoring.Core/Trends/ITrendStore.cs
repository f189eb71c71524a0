using LeadScoring.Core.Stores;

namespace LeadScoring.Core.Trends;

/// <summary>
/// What a lead's ledger comes to, over time and by type, without its lines. Each answer is of one snapshot, at the rules that
/// the lead's score is at. Every call may throw <see cref="StoreUnavailableException"/>.
/// </summary>
public interface ITrendStore
{
    /// <summary>Events of a lead that are told apart by type, the newest ones.</summary>
    const int MaxContributing = 10_000;

    /// <summary>
    /// A lead's score over time, in at most so many points; null when it does not exist. Without <paramref name="fromMs"/> it
    /// begins at the first event (when the lead was created, without any), but not after <paramref name="toMs"/>.
    /// </summary>
    Task<LeadTrend?> TrendAsync(string leadId, long? fromMs, long toMs, int points, CancellationToken ct);

    /// <summary>
    /// The scores of those leads that exist, in the order asked for, over the events up to each of so many (at least 2) equally
    /// spaced times. The last one is the current score, which also counts what is stamped after <paramref name="toMs"/>.
    /// </summary>
    Task<IReadOnlyList<LeadScores>> ScoresAsync(IReadOnlyList<string> leadIds, long fromMs, long toMs, int points, CancellationToken ct);

    /// <summary>What a lead's score is made of; null when it does not exist.</summary>
    Task<LeadContributions?> ContributionsAsync(string leadId, CancellationToken ct);
}
