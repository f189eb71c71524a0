using LeadScoring.Core.Events;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Sqlite.Events;

namespace LeadScoring.Storage.Sqlite.Commits;

/// <summary>
/// One lead within a transaction. Events newer than all others are applied one by one. Older ones wait until the next newer event,
/// the next duplicate or the end, and are folded in together: their recorded scores are those before and after that fold.
/// </summary>
internal sealed class CommitLead(CommitTransaction transaction, LeadState lead, TouchedLead touched, bool revised)
{
    private readonly StoredBlocks _blocks = new(transaction.Session, lead.Number, transaction.Rules);
    private readonly List<Waiting> _waiting = [];
    private readonly bool _rescored = lead.Fold.Score != lead.StoredScore;
    private bool _counted;

    public void Apply(IncomingEvent e, int index)
    {
        var key = new EventKey(e.TimestampMs, e.EventId);
        var newest = lead.Fold.IsNewest(key);
        if (transaction.HasTombstone(e.EventId))
        {
            ReportTombstone(e, index);
            return;
        }

        if (newest) FoldWaiting();
        var step = transaction.Rules.StepAt(e.EventType, e.TimestampMs);
        var before = lead.Fold.Score;
        var after = newest ? step.Apply(before) : before;
        var row = EventRows.Insert(transaction.Session, e, lead.Number, key < touched.LastBefore, transaction.Now, before, after);
        if (row is null)
        {
            ReportDuplicate(e, index);
            return;
        }

        _counted = true;
        transaction.CountForImport(e.ImportId);
        touched.Counted(e, transaction.Now);
        if (!newest)
        {
            _waiting.Add(new(e, key, row.Value, index));
            return;
        }

        ScoreTree.Append(lead.Fold, _blocks, key, step);
        Report(e, key, index, before);
    }

    public void Save()
    {
        FoldWaiting();
        if (_counted || _rescored) lead.Version++;
        if (_counted || revised)
        {
            LeadStateRows.Save(transaction.Session, lead);
            transaction.Changed(lead.Number);
        }

        transaction.Buckets.Move(lead.StoredScore, lead.Fold.Score);
        touched.Saved(lead);
    }

    private void FoldWaiting()
    {
        if (_waiting.Count == 0) return;
        var before = lead.Fold.Score;
        ScoreTree.Insert(lead.Fold, _blocks, _waiting.ConvertAll(w => w.Key));
        foreach (var (e, key, row, index) in _waiting)
        {
            if (lead.Fold.Score != before) EventRows.SaveScores(transaction.Session, row, before, lead.Fold.Score);
            Report(e, key, index, before);
        }

        _waiting.Clear();
    }

    private void Report(IncomingEvent e, EventKey key, int index, long before)
    {
        var unscored = transaction.Rules.IsUnscored(e.EventType, e.TimestampMs);
        transaction.AddCommitted(index, new(
            e.EventId, touched.Id, EventStatus.Committed, false, before, lead.Fold.Score, key < touched.LastBefore, unscored));
    }

    private void ReportDuplicate(IncomingEvent e, int index)
    {
        FoldWaiting(); // the stored event may be among them
        if (EventRows.Find(transaction.Session, e.EventId) is not var (stored, storedLead))
        {
            ReportTombstone(e, index); // its lead was deleted, and its row is not purged yet
            return;
        }

        var redelivered = stored.Submission == e.Submission && storedLead == lead.Number;
        touched.Repeated(e, stored, redelivered);
        if (storedLead != lead.Number) transaction.Touch(stored.LeadId).Repeated(e, stored, redelivered: false);
        var unscored = transaction.Rules.IsUnscored(stored.EventType, stored.TimestampMs);
        transaction.Repeated(index, redelivered
            ? new(e.EventId, touched.Id, EventStatus.Committed, false, stored.ScoreBefore, stored.ScoreAfter, stored.Late, unscored, true)
            : new(e.EventId, touched.Id, EventStatus.Duplicate, EventConflict.Differs(stored, e), lead.Fold.Score, lead.Fold.Score, stored.Late, unscored));
    }

    /// <summary>A duplicate of an event of a deleted lead. Lead ids are never reused, so it is another lead's: a conflict.</summary>
    private void ReportTombstone(IncomingEvent e, int index)
    {
        FoldWaiting();
        transaction.Repeated(index, new(
            e.EventId, touched.Id, EventStatus.Duplicate, Conflict: true, lead.Fold.Score, lead.Fold.Score, Late: false, Unscored: false));
    }

    private readonly record struct Waiting(IncomingEvent Event, EventKey Key, long Row, int Index);
}
