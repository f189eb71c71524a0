using System.Collections.Concurrent;
using LeadScoring.Core.Rules;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Rules;

/// <summary>
/// Timelines by revision, read once: a revision never changes after its commit. Always asked inside the transaction that
/// uses the answer, so a publishing by another process is seen by the very next commit.
/// </summary>
internal sealed class RuleBook
{
    private const int MaxKnown = 16;

    private readonly ConcurrentDictionary<long, RuleTimeline> _timelines = new();
    private readonly ConcurrentDictionary<(long, long), long?> _changes = new();

    public RuleTimeline Current(SqlSession session) => At(session, RuleRows.Revision(session));

    public RuleTimeline At(SqlSession session, long revision)
    {
        if (_timelines.TryGetValue(revision, out var known)) return known;
        if (_timelines.Count >= MaxKnown) _timelines.Clear();
        return _timelines[revision] = RuleRows.TimelineAt(session, revision);
    }

    /// <summary>True when an event at or before <paramref name="lastMs"/> may be worth something else at the newer revision.</summary>
    public bool Affects(SqlSession session, long revision, long newer, long lastMs)
    {
        if (!_changes.TryGetValue((revision, newer), out var from))
        {
            if (_changes.Count >= MaxKnown) _changes.Clear();
            _changes[(revision, newer)] = from = RuleRows.ChangedSince(session, revision, newer);
        }

        return from <= lastMs;
    }
}
