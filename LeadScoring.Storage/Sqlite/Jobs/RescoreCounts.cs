using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Jobs;

/// <summary>
/// The leads that one transaction gave another score by bringing them to newer rules, whether in a rescore or in a commit that came
/// first: each counts for the oldest open rescore that it was brought past and whose rules concern its events. Saved in the same
/// transaction, so that none is counted twice or not at all after a crash.
/// </summary>
internal sealed class RescoreCounts(SqlSession session)
{
    private readonly Dictionary<long, int> _changed = [];
    private List<(long Id, long Revision, long SinceMs)>? _open;

    /// <param name="lead">At the newer revision.</param>
    /// <param name="revision">The revision that it had.</param>
    public void Add(LeadState lead, long revision)
    {
        _open ??= JobRows.Open(session);
        foreach (var (id, reached, sinceMs) in _open)
        {
            if (reached <= revision || reached > lead.Revision || lead.Fold.Last.TimestampMs < sinceMs) continue;
            _changed[id] = _changed.GetValueOrDefault(id) + 1;
            return;
        }
    }

    public void Save()
    {
        foreach (var (id, leads) in _changed) JobRows.Changed(session, id, leads);
    }
}
