using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Storage.Adapters;

namespace LeadScoring.Core.Mongo;

/// <summary>
/// Pages of a lead's ledger up to a time. The score before the oldest line of a page comes from the blocks; from there the
/// page is folded forward, whichever order it is wanted in.
/// </summary>
internal sealed class LedgerReader(LeadView view, RuleTimeline rules, AsOf asOf)
{
    public LedgerPart Page(LedgerOrder order, EventKey? cursor, int limit) =>
        order == LedgerOrder.NewestFirst ? NewestFirst(cursor, limit) : OldestFirst(cursor, limit);

    /// <summary>So many lines from a key on, given the score before it.</summary>
    public List<LedgerEntry> Lines(EventKey first, long score, int count)
    {
        var lines = new List<LedgerEntry>();
        foreach (var e in view.Events(first, asOf.End, full: true).Where(IsKnown).Take(count))
        {
            lines.Add(LedgerLine.Of(rules, score, e.TimestampMs, e.EventId, e.EventType, e.ProcessedAtMs, e.Late, e.Metadata));
            score = lines[^1].Score;
        }

        return lines;
    }

    public bool IsKnown(MongoEvent e) => asOf.KnownAtMs is not { } known || e.ProcessedAtMs <= known;

    private LedgerPart OldestFirst(EventKey? after, int limit)
    {
        var first = after?.Successor ?? EventKey.Lowest;
        var lines = Lines(first, view.ScoreBefore(first), limit + 1);
        var more = lines.Count > limit;
        if (more) lines.RemoveAt(limit);
        return new(lines, more);
    }

    private LedgerPart NewestFirst(EventKey? before, int limit)
    {
        var below = asOf.End is { } end && !(before < end) ? end : before ?? view.Lead.Fold.Last.Successor;
        var keys = view.Newest(below).Take(limit + 1).Select(e => e.Key).ToList();
        var more = keys.Count > limit;
        if (more) keys.RemoveAt(limit);
        if (keys.Count == 0) return new([], false);
        var lines = Lines(keys[^1], view.ScoreBefore(keys[^1]), keys.Count);
        lines.Reverse();
        return new(lines, more);
    }
}
