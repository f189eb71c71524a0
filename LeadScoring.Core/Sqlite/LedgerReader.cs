using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Storage.Adapters;

namespace LeadScoring.Core.Sqlite;

/// <summary>
/// Pages of a lead's ledger up to a time. The score before the oldest line of a page comes from the blocks; from there the
/// page is folded forward, whichever order it is wanted in.
/// </summary>
internal sealed class LedgerReader(SqlSession session, HotLead lead, RuleTimeline rules, long? atMs)
{
    private const string KeysBelow = """
        SELECT ts, event_id FROM events INDEXED BY events_by_lead
        WHERE lead_no = ?1 AND (ts, event_id) < (?2, ?3) ORDER BY ts DESC, event_id DESC LIMIT ?4
        """;

    private readonly AsOf _asOf = new(atMs, null);

    /// <param name="order">Which end to begin at.</param>
    /// <param name="cursor">The last line of the page before; null for the first page.</param>
    /// <param name="limit">Lines per page.</param>
    public LedgerPart Page(LedgerOrder order, EventKey? cursor, int limit) =>
        order == LedgerOrder.NewestFirst ? NewestFirst(cursor, limit) : OldestFirst(cursor, limit);

    private LedgerPart OldestFirst(EventKey? after, int limit)
    {
        var lines = Lines(after?.Successor ?? EventKey.Lowest, limit + 1);
        var more = lines.Count > limit;
        if (more) lines.RemoveAt(limit);
        return new(lines, more);
    }

    private LedgerPart NewestFirst(EventKey? before, int limit)
    {
        var below = _asOf.End is { } end && !(before < end) ? end : before ?? lead.Fold.Last.Successor;
        var (oldest, count, more) = Below(below, limit);
        if (count == 0) return new([], false);
        var lines = Lines(oldest, count);
        lines.Reverse();
        return new(lines, more);
    }

    /// <summary>The oldest of so many events below a key, how many there are, and whether there are older ones.</summary>
    private (EventKey Oldest, int Count, bool More) Below(EventKey key, int limit)
    {
        var (oldest, count) = (key, 0);
        using var rows = session.Use(KeysBelow).Bind(lead.Number).Bind(key.TimestampMs).Bind(key.EventId).Bind(limit + 1L);
        while (rows.Read())
        {
            if (count == limit) return (oldest, count, true);
            oldest = new(rows.Int64(0), rows.Text(1));
            count++;
        }

        return (oldest, count, false);
    }

    private List<LedgerEntry> Lines(EventKey first, int count)
    {
        var score = first == EventKey.Lowest ? 0 : ScoreTree.ScoreBefore(lead.Fold, new StoredBlocks(session, lead.Number, rules), first);
        return LedgerLines.Read(session, lead.Number, rules, _asOf, first, score, count);
    }
}
