using LeadScoring.Core.Scoring;

namespace LeadScoring.Core.Rules;

/// <summary>
/// Every rule version up to one revision, with the score bounds: all that scoring needs besides the events. Immutable; equal
/// revisions of one store have equal timelines.
/// </summary>
public sealed class RuleTimeline
{
    private readonly Dictionary<string, RuleVersion[]> _newestFirst;

    public RuleTimeline(long revision, ScoreBounds bounds, IEnumerable<RuleVersion> versions)
    {
        Revision = revision;
        Bounds = bounds;
        _newestFirst = versions
            .GroupBy(v => v.EventType, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, Visible, StringComparer.Ordinal);
    }

    public long Revision { get; }

    public ScoreBounds Bounds { get; }

    /// <summary>The version that scores an event of this type and time; null when there is none.</summary>
    public RuleVersion? At(string eventType, long timestampMs)
    {
        if (_newestFirst.TryGetValue(eventType, out var versions))
        {
            foreach (var version in versions)
            {
                if (version.AppliesAt(timestampMs)) return version;
            }
        }

        return null;
    }

    /// <summary>The points of an event of this type and time; 0 when no active rule applies.</summary>
    public int PointsAt(string eventType, long timestampMs) =>
        At(eventType, timestampMs) is { Active: true } version ? version.Points : 0;

    /// <summary>The fold's step for an event of this type and time.</summary>
    public ScoreStep StepAt(string eventType, long timestampMs) => Bounds.Step(PointsAt(eventType, timestampMs));

    /// <summary>True when no active rule applies to an event of this type and time.</summary>
    public bool IsUnscored(string eventType, long timestampMs) => At(eventType, timestampMs) is not { Active: true };

    /// <summary>Newest first, without the versions hidden by one from the beginning of time.</summary>
    private static RuleVersion[] Visible(IEnumerable<RuleVersion> versions)
    {
        var newestFirst = versions.OrderByDescending(v => v.Version).ToArray();
        var last = Array.FindIndex(newestFirst, v => v.EffectiveFromMs is null);
        return last < 0 ? newestFirst : newestFirst[..(last + 1)];
    }
}
