using LeadScoring.Core.Events;
using LeadScoring.Core.Insights;
using LeadScoring.Core.Scoring;

namespace LeadScoring.Storage.Commits;

/// <summary>
/// One lead within a transaction. Events newer than all others are applied one by one. Older ones wait until the next newer event,
/// the next duplicate or the end, and are folded in together: their recorded scores are those before and after that fold.
/// </summary>
internal sealed class CommitLead(CommitTransaction transaction, LeadState lead, TouchedLead touched, bool revised)
{
    private readonly IScoreBlocks _blocks = transaction.Session.States.Blocks(lead, transaction.Rules);
    private readonly bool _rescored = lead.Fold.Score != lead.StoredScore;
    private List<Waiting>? _waiting;
    private bool _counted;

    public void Apply(IncomingEvent e)
    {
        var key = new EventKey(e.TimestampMs, e.EventId);
        var newest = lead.Fold.IsNewest(key);
        if (transaction.HasTombstone(e.EventId))
        {
            ReportTombstone(e);
            return;
        }

        if (newest) FoldWaiting();
        var step = transaction.Rules.StepAt(e.EventType, e.TimestampMs);
        var before = lead.Fold.Score;
        var after = newest ? step.Apply(before) : before;
        if (transaction.Session.Events.Insert(e, lead, key < touched.LastBefore, transaction.Now, before, after) is not { } row)
        {
            ReportDuplicate(e);
            return;
        }

        _counted = true;
        transaction.Count(lead, e.ImportId);
        transaction.Rollups.Added(new(e.EventType, e.TimestampMs, e.ReceivedAtMs));
        lead.NewestDays.Seen(e.EventType, DayCounts.DayOf(e.TimestampMs), transaction.Rollups);
        touched.Counted(e, transaction.Now);
        if (newest) ScoreTree.Append(lead.Fold, _blocks, key, step);
        else (_waiting ??= []).Add(new(key, row, transaction.Outcomes.Count));
        transaction.Outcomes.Add(new(
            e.EventId, touched.Id, EventStatus.Committed, false, before, lead.Fold.Score, key < touched.LastBefore,
            transaction.Rules.IsUnscored(e.EventType, e.TimestampMs)));
    }

    public void Save()
    {
        FoldWaiting();
        if (_counted || _rescored) lead.Version++;
        if (_counted || revised)
        {
            transaction.Session.States.Save(lead);
            transaction.Changed(lead);
        }

        touched.Saved(lead, transaction.Now);
    }

    private void FoldWaiting()
    {
        if (_waiting is not { Count: > 0 }) return;
        var before = lead.Fold.Score;
        ScoreTree.Insert(lead.Fold, _blocks, _waiting.ConvertAll(w => w.Key));
        var after = lead.Fold.Score;
        foreach (var (_, row, index) in _waiting)
        {
            if (after != before) transaction.Session.Events.SaveScores(row, before, after);
            transaction.Outcomes[index] = transaction.Outcomes[index] with { PreviousScore = before, Score = after };
        }

        _waiting.Clear();
    }

    private void ReportDuplicate(IncomingEvent e)
    {
        FoldWaiting(); // the stored event may be among them
        if (transaction.Session.Events.Find(e.EventId) is not var (stored, storedLead))
        {
            ReportTombstone(e); // its lead was deleted, and its row is not purged yet
            return;
        }

        var redelivered = stored.Submission == e.Submission && storedLead == lead.Number;
        touched.Repeated(e, stored, redelivered);
        if (storedLead != lead.Number) transaction.Touch(stored.LeadId).Repeated(e, stored, redelivered: false);
        var unscored = transaction.Rules.IsUnscored(stored.EventType, stored.TimestampMs);
        transaction.Outcomes.Add(redelivered
            ? new(e.EventId, touched.Id, EventStatus.Committed, false, stored.ScoreBefore, stored.ScoreAfter, stored.Late, unscored, true)
            : new(e.EventId, touched.Id, EventStatus.Duplicate, EventConflict.Differs(stored, e), lead.Fold.Score, lead.Fold.Score, stored.Late, unscored));
    }

    /// <summary>A duplicate of an event of a deleted lead. Lead ids are never reused, so it is another lead's: a conflict.</summary>
    private void ReportTombstone(IncomingEvent e)
    {
        FoldWaiting();
        transaction.Outcomes.Add(new(
            e.EventId, touched.Id, EventStatus.Duplicate, Conflict: true, lead.Fold.Score, lead.Fold.Score, Late: false, Unscored: false));
    }

    private readonly record struct Waiting(EventKey Key, long Row, int Index);
}
