using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Jobs;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Jobs;

/// <summary>
/// Counts the leads to which one transaction gave another score by bringing them to newer rules, in a rescore or in a commit that came
/// before it. Each counts for the oldest open rescore that it was brought past and whose rules concern its events. Saved in the same
/// transaction, so that a crash loses none and counts none twice.
/// </summary>
internal sealed class RescoreCounts(SqlSession session)
{
    private readonly Dictionary<long, int> _changed = [];
    private List<OpenRescore>? _open;

    /// <param name="lead">At the newer revision.</param>
    /// <param name="revision">The revision that it had.</param>
    public void Add(LeadState lead, long revision)
    {
        _open ??= JobRows.Open(session);
        foreach (var job in _open)
        {
            if (job.Revision <= revision || job.Revision > lead.Revision || lead.Fold.Last.TimestampMs < job.SinceMs) continue;
            _changed[job.Id] = _changed.GetValueOrDefault(job.Id) + 1;
            return;
        }
    }

    public void Save()
    {
        foreach (var (id, leads) in _changed) JobRows.Changed(session, id, leads);
    }
}
