using LeadScoring.Core.Stores;

namespace LeadScoring.Core.Trends;

/// <summary>
/// A lead's ledger summed up over time and by type. Each result is of one snapshot, at the rules that the lead's score is at. Every call
/// may throw <see cref="StoreUnavailableException"/>.
/// </summary>
public interface ITrendStore
{
    /// <summary>How many of a lead's newest events <see cref="ContributionsAsync"/> divides by type; the older ones are one sum.</summary>
    const int MaxContributing = 10_000;

    /// <summary>How many of a lead's newest events <see cref="ReasonsAsync"/> looks at.</summary>
    const int MaxReasons = 200;

    /// <summary>
    /// A lead's score over time, in at most <paramref name="points"/> points; null when the lead does not exist. Without
    /// <paramref name="fromMs"/> it begins at the first event (without events: at the lead's creation), but not after
    /// <paramref name="toMs"/>.
    /// </summary>
    Task<LeadTrend?> TrendAsync(string leadId, long? fromMs, long toMs, int points, CancellationToken ct);

    /// <summary>
    /// The scores of those leads that exist, in the order given, over the events up to each of <paramref name="points"/> (at least 2)
    /// equally spaced times. The last one is the current score, which includes events after <paramref name="toMs"/>.
    /// </summary>
    Task<IReadOnlyList<LeadScores>> ScoresAsync(IReadOnlyList<string> leadIds, long fromMs, long toMs, int points, CancellationToken ct);

    /// <summary>
    /// A lead's score by event type; null when the lead does not exist. Reads the newest <see cref="MaxContributing"/> events and some
    /// checkpoints, however long the history is, and returns a type per different one among those events: at most
    /// <see cref="MaxContributing"/>. Callers bound what they send on.
    /// </summary>
    Task<LeadContributions?> ContributionsAsync(string leadId, CancellationToken ct);

    /// <summary>
    /// Why each of those leads that exist is worth a call, in the order given: from the events of a lead from <paramref name="fromMs"/> on, at most
    /// <see cref="MaxReasons"/> of them, so that a list of busy leads costs little.
    /// </summary>
    Task<IReadOnlyList<LeadReason>> ReasonsAsync(IReadOnlyList<string> leadIds, long fromMs, CancellationToken ct);
}
