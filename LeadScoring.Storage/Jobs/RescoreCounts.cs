using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Database;

namespace LeadScoring.Storage.Jobs;

/// <summary>
/// Counts the leads to which one transaction gave another score by bringing them to newer rules, in a rescore or in a commit that came
/// before it. Each counts for the oldest open rescore that it was brought past and whose rules concern its events. Saved in the same
/// transaction, so that a crash loses none and counts none twice.
/// </summary>
internal sealed class RescoreCounts(IStoreSession session)
{
    private readonly Dictionary<(long Job, int Stripe), int> _changed = [];
    private List<OpenRescore>? _open;

    /// <param name="lead">At the newer revision.</param>
    /// <param name="revision">The revision that it had.</param>
    public void Add(LeadState lead, long revision)
    {
        _open ??= session.Jobs.OpenRescores();
        foreach (var job in _open)
        {
            if (job.Revision <= revision || job.Revision > lead.Revision || lead.Fold.Last.TimestampMs < job.SinceMs) continue;
            var key = (job.Id, lead.Stripe);
            _changed[key] = _changed.GetValueOrDefault(key) + 1;
            return;
        }
    }

    public void Save()
    {
        foreach (var ((id, stripe), leads) in _changed) session.Jobs.Changed(id, stripe, leads);
    }
}
