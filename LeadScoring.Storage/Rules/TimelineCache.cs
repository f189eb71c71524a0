using System.Collections.Concurrent;
using LeadScoring.Core.Rules;
using LeadScoring.Storage.Database;

namespace LeadScoring.Storage.Rules;

/// <summary>
/// Caches timelines by revision, which never changes after its commit. The newest revision is read in the transaction that uses
/// the timeline, so that the next commit sees what another process has published.
/// </summary>
internal sealed class TimelineCache
{
    private const int MaxEntries = 16;

    private readonly ConcurrentDictionary<long, RuleTimeline> _timelines = new();
    private readonly ConcurrentDictionary<(long, long), long?> _changes = new();

    /// <summary>After a transaction that has failed, which may have seen what no other ever will.</summary>
    public void Clear()
    {
        _timelines.Clear();
        _changes.Clear();
    }

    public RuleTimeline Current(IStoreSession session) => At(session, session.Rules.Revision());

    public RuleTimeline At(IStoreSession session, long revision)
    {
        if (_timelines.TryGetValue(revision, out var known)) return known;
        if (_timelines.Count >= MaxEntries) _timelines.Clear();
        return _timelines[revision] = new(revision, session.Rules.BoundsAt(revision), session.Rules.VersionsAt(revision));
    }

    /// <summary>True when an event at or before <paramref name="lastMs"/> may be worth something else at the newer revision.</summary>
    public bool Affects(IStoreSession session, long revision, long newer, long lastMs)
    {
        if (!_changes.TryGetValue((revision, newer), out var from))
        {
            if (_changes.Count >= MaxEntries) _changes.Clear();
            _changes[(revision, newer)] = from = ChangedSince(session, revision, newer);
        }

        return from <= lastMs;
    }

    /// <summary>The earliest event time whose points differ between two revisions; null when none does.</summary>
    private static long? ChangedSince(IStoreSession session, long revision, long newer) =>
        session.Rules.BoundsAt(revision) != session.Rules.BoundsAt(newer) ? long.MinValue : session.Rules.EffectiveSince(revision, newer);
}
