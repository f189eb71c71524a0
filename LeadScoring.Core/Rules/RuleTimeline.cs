using LeadScoring.Core.Scoring;

namespace LeadScoring.Core.Rules;

/// <summary>
/// Every rule version known at one revision, with the bounds: all that scoring needs besides the events.
/// Immutable; two equal revisions of one store mean equal timelines.
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

    /// <summary>What an event of this type and time is worth: 0 when no active rule applies.</summary>
    public int PointsAt(string eventType, long timestampMs) =>
        At(eventType, timestampMs) is { Active: true } version ? version.Points : 0;

    /// <summary>Newest first, without what a version from the beginning of time hides for good.</summary>
    private static RuleVersion[] Visible(IEnumerable<RuleVersion> versions)
    {
        var newestFirst = versions.OrderByDescending(v => v.Version).ToArray();
        var last = Array.FindIndex(newestFirst, v => v.EffectiveFromMs is null);
        return last < 0 ? newestFirst : newestFirst[..(last + 1)];
    }
}
