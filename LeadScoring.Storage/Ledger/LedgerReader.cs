using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Rules;

namespace LeadScoring.Storage.Ledger;

/// <summary>
/// Pages of a lead's ledger up to a time. The score before the oldest line of a page comes from the blocks; from there the
/// page is folded forward, whatever the order of its lines.
/// </summary>
internal sealed class LedgerReader(IStoreSession session, LeadState lead, RuleTimeline rules, AsOf asOf)
{
    /// <param name="order">Which end to begin at.</param>
    /// <param name="cursor">The last line of the page before; null for the first page.</param>
    /// <param name="limit">Lines per page.</param>
    public LedgerPart Page(LedgerOrder order, EventKey? cursor, int limit) =>
        order == LedgerOrder.NewestFirst ? NewestFirst(cursor, limit) : OldestFirst(cursor, limit);

    /// <param name="first">The first line is the one at or above it.</param>
    /// <param name="score">The score before that one.</param>
    /// <param name="limit">How many lines at most.</param>
    public List<LedgerEntry> Lines(EventKey first, long score, int limit)
    {
        var lines = new List<LedgerEntry>();
        foreach (var e in session.Events.Lines(lead, first, asOf, limit))
        {
            lines.Add(LedgerLine.Of(rules, score, e));
            score = lines[^1].Score;
        }

        return lines;
    }

    private LedgerPart OldestFirst(EventKey? after, int limit)
    {
        var first = after?.Successor ?? EventKey.Lowest;
        var lines = Lines(first, ScoreBefore(first), limit + 1);
        var more = lines.Count > limit;
        if (more) lines.RemoveAt(limit);
        return new(lines, more);
    }

    private LedgerPart NewestFirst(EventKey? before, int limit)
    {
        var below = asOf.End is { } end && !(before < end) ? end : before ?? lead.Fold.Last.Successor;
        var keys = session.Events.TypesBefore(lead, below, limit + 1).Select(e => e.Key).ToList();
        var more = keys.Count > limit;
        if (more) keys.RemoveAt(limit);
        if (keys.Count == 0) return new([], false);
        var lines = Lines(keys[^1], ScoreBefore(keys[^1]), keys.Count);
        lines.Reverse();
        return new(lines, more);
    }

    private long ScoreBefore(EventKey key) =>
        key == EventKey.Lowest ? 0 : ScoreTree.ScoreBefore(lead.Fold, session.States.Blocks(lead, rules), key);
}

/// <summary>
/// Ledger lines, derived at the rule revision that the lead is folded at: they sum to the lead's score in the same snapshot, also
/// while a rescore has not reached the lead yet.
/// </summary>
internal static class LedgerPages
{
    public static CursorPage<LedgerEntry>? Read(
        IStoreSession session, TimelineCache timelines, string leadId, LedgerOrder order, EventKey? cursor, int limit)
    {
        if (session.States.Find(leadId) is not { } lead) return null;
        var page = new LedgerReader(session, lead, timelines.At(session, lead.Revision), default).Page(order, cursor, limit);
        return new(page.Lines, page.Next(KeyCursor.Ledger(order)));
    }
}

/// <summary>
/// The score as of a time. Up to an event time it comes from the checkpoints; as known in the past it is folded from the events
/// committed by then, at the rules published by then, for which there are no checkpoints.
/// </summary>
internal static class AsOfPages
{
    public static ScoreAsOf? Read(
        IStoreSession session, TimelineCache timelines, string leadId, AsOf asOf, LedgerOrder order, EventKey? cursor, int limit)
    {
        if (session.States.Find(leadId) is not { } lead) return null;
        var rules = timelines.At(session, asOf.KnownAtMs is { } known ? session.Rules.RevisionAt(known) : lead.Revision);
        var reader = new LedgerReader(session, lead, rules, asOf);
        if (asOf.KnownAtMs is not null) return Folded(session, lead, rules, asOf, reader, new FoldedPage(order, cursor, limit));
        var page = reader.Page(order, cursor, limit);
        var (score, count) = FromBlocks(session, lead, rules, asOf.AtMs);
        return new(score, count, rules.Revision, page.Lines, page.Next(KeyCursor.AsOf(order)));
    }

    private static (long Score, long Events) FromBlocks(IStoreSession session, LeadState lead, RuleTimeline rules, long? atMs)
    {
        if (atMs is not { } at || lead.Fold.Events == 0 || lead.Fold.Last.TimestampMs <= at) return (lead.Fold.Score, lead.Fold.Events);
        var score = ScoreTree.ScoreBefore(lead.Fold, session.States.Blocks(lead, rules), EventKey.After(at));
        return (score, session.Events.Count(lead, long.MinValue, at, long.MaxValue));
    }

    private static ScoreAsOf Folded(IStoreSession session, LeadState lead, RuleTimeline rules, AsOf asOf, LedgerReader reader, FoldedPage page)
    {
        var (score, count) = (0L, 0L);
        foreach (var e in session.Events.Marks(lead, EventKey.Lowest, asOf))
        {
            page.Offer(e.Key, score);
            score = rules.StepAt(e.EventType, e.Key.TimestampMs).Apply(score);
            count++;
        }

        var part = page.Lines(reader.Lines);
        return new(score, count, rules.Revision, part.Lines, part.Next(KeyCursor.AsOf(page.Order)));
    }
}
