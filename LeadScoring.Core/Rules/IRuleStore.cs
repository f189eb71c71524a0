using LeadScoring.Core.Jobs;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Stores;

namespace LeadScoring.Core.Rules;

/// <summary>
/// Rules, score bounds, and the rescore jobs that changing them creates. Every call may throw <see cref="StoreUnavailableException"/>.
/// </summary>
public interface IRuleStore
{
    /// <summary>The timeline at the newest revision.</summary>
    Task<RuleTimeline> TimelineAsync(CancellationToken ct);

    /// <summary>The newest version of every type, by type.</summary>
    Task<IReadOnlyList<RuleVersion>> CurrentAsync(CancellationToken ct);

    /// <summary>Every version of a type, newest first; empty when there is none.</summary>
    Task<IReadOnlyList<RuleVersion>> VersionsAsync(string eventType, CancellationToken ct);

    /// <summary>Publishes a version: writes it, a new revision and its rescore job, all or nothing.</summary>
    /// <exception cref="RuleChangedException">Another version than <see cref="RuleDraft.ExpectedVersion"/> is current.</exception>
    Task<PublishedRule> PublishAsync(RuleDraft draft, CancellationToken ct);

    /// <summary>Restores the timeline that a type had when a version was the newest; see <see cref="RuleRollback"/>.</summary>
    /// <returns>The version that is current now; null when there is no such version, or nothing was published after it.</returns>
    /// <exception cref="RuleChangedException">Another version than <paramref name="expectedVersion"/> is current.</exception>
    Task<PublishedRule?> RollbackAsync(string eventType, int version, int? expectedVersion, CancellationToken ct);

    /// <summary>What publishing the draft would do, found by folding every lead that its rescore would visit. Writes nothing.</summary>
    Task<RulePreview> PreviewAsync(RuleDraft draft, IReadOnlyList<long> thresholds, CancellationToken ct);

    /// <summary>What rolling back would do, found in the same way.</summary>
    /// <returns>Null where <see cref="RollbackAsync"/> does nothing.</returns>
    Task<RulePreview?> PreviewRollbackAsync(string eventType, int version, IReadOnlyList<long> thresholds, CancellationToken ct);

    /// <summary>Sets the score bounds. A change creates a new revision and a job that rescores all leads.</summary>
    /// <returns>The job; null when the bounds were the same already.</returns>
    Task<BackgroundJob?> EnsureBoundsAsync(ScoreBounds bounds, CancellationToken ct);
}

/// <summary>Notifies workers that a background job was created, so that it starts now and not at their next poll.</summary>
public interface IJobNotifier
{
    /// <summary>Best effort: a lost notification delays the job until the next poll, seconds later, so failure is not an error.</summary>
    Task NotifyAsync(CancellationToken ct);
}
