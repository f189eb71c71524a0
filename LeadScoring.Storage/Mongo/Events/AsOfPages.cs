using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Ledger;
using LeadScoring.Storage.Mongo.Leads;

namespace LeadScoring.Storage.Mongo.Events;

/// <summary>
/// The score as of a time. Now and up to any event time it comes from the blocks; as known in the past it is folded from the
/// events that were there, at the rules that were in force.
/// </summary>
internal static class AsOfPages
{
    public static ScoreAsOf FromBlocks(LeadView view, AsOf asOf, LedgerOrder order, EventKey? cursor, int limit)
    {
        var fold = view.Lead.Fold;
        var page = new LedgerReader(view, view.Rules, asOf).Page(order, cursor, limit);
        var isAll = asOf.AtMs is null || fold.Events == 0 || fold.Last.TimestampMs <= asOf.AtMs;
        var score = isAll ? fold.Score : view.ScoreBefore(asOf.End!.Value);
        var count = isAll ? fold.Events : view.Events(EventKey.Lowest, asOf.End).LongCount();
        return new(score, count, view.Rules.Revision, page.Lines, page.Next(KeyCursor.AsOf(order)));
    }

    public static ScoreAsOf Folded(LeadView view, RuleTimeline rules, AsOf asOf, LedgerOrder order, EventKey? cursor, int limit)
    {
        var reader = new LedgerReader(view, rules, asOf);
        var page = new FoldedPage(order, cursor, limit);
        var (score, count) = (0L, 0L);
        foreach (var e in view.Events(EventKey.Lowest, asOf.End).Where(reader.IsKnown))
        {
            page.Offer(e.Key, score);
            score = rules.Bounds.Step(rules.PointsAt(e.EventType, e.TimestampMs)).Apply(score);
            count++;
        }

        var part = page.Lines(reader.Lines);
        return new(score, count, rules.Revision, part.Lines, part.Next(KeyCursor.AsOf(order)));
    }
}
