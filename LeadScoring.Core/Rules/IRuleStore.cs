using LeadScoring.Core.Jobs;
using LeadScoring.Core.Scoring;

namespace LeadScoring.Core.Rules;

/// <summary>The rule timeline, the bounds, and the rescores that changing them causes.</summary>
public interface IRuleStore
{
    /// <summary>Everything that scoring needs, at the newest revision.</summary>
    Task<RuleTimeline> TimelineAsync(CancellationToken ct);

    /// <summary>The newest version of every type, by type.</summary>
    Task<IReadOnlyList<RuleVersion>> CurrentAsync(CancellationToken ct);

    /// <summary>Every version of a type, newest first; empty when there is none.</summary>
    Task<IReadOnlyList<RuleVersion>> VersionsAsync(string eventType, CancellationToken ct);

    /// <summary>Publishes a version, a new revision and its rescore job, all or nothing.</summary>
    /// <exception cref="RuleChangedException"/>
    Task<PublishedRule> PublishAsync(RuleDraft draft, CancellationToken ct);

    /// <summary>Gives a type the timeline back that it had when a version was the newest: see <see cref="RuleRollback"/>.</summary>
    /// <returns>The version that is current now; null when there is no such version, or nothing was published after it.</returns>
    /// <exception cref="RuleChangedException"/>
    Task<PublishedRule?> RollbackAsync(string eventType, int version, int? expectedVersion, CancellationToken ct);

    /// <summary>What publishing the draft would do, by folding every lead that it may concern; publishes nothing.</summary>
    Task<RulePreview> PreviewAsync(RuleDraft draft, IReadOnlyList<long> thresholds, CancellationToken ct);

    /// <summary>Makes the bounds what they should be; a change is a new revision with a job that rescores all leads. Null when they already were.</summary>
    Task<BackgroundJob?> EnsureBoundsAsync(ScoreBounds bounds, CancellationToken ct);
}

/// <summary>Tells workers that a rule was published, so that the rescore starts now and not at their next look.</summary>
public interface IRuleChangeNotifier
{
    /// <summary>Best effort: a lost signal delays the rescore by seconds, so failure is not an error.</summary>
    Task AnnounceAsync(CancellationToken ct);
}
