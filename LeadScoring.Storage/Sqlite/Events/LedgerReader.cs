using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Ledger;
using LeadScoring.Storage.Sqlite.Commits;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Rules;

namespace LeadScoring.Storage.Sqlite.Events;

/// <summary>
/// Pages of a lead's ledger up to a time. The score before the oldest line of a page comes from the blocks; from there the
/// page is folded forward, whichever order it is wanted in.
/// </summary>
internal sealed class LedgerReader(SqlSession session, LeadState lead, RuleTimeline rules, long? atMs)
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

/// <summary>Lines of a lead's ledger, folded forward from a score that is known.</summary>
internal static class LedgerLines
{
    private const string From = """
        SELECT ts, event_id, t.name, processed_at, flags, e.metadata
        FROM events e INDEXED BY events_by_lead JOIN event_types t ON t.type_no = e.type_no
        WHERE lead_no = ?1 AND (ts, event_id) >= (?2, ?3) AND ts <= ?4 AND processed_at <= ?5
        ORDER BY ts, event_id LIMIT ?6
        """;

    /// <param name="session">The snapshot.</param>
    /// <param name="lead">Whose ledger it is.</param>
    /// <param name="rules">What the events are worth.</param>
    /// <param name="asOf">Which events count.</param>
    /// <param name="first">The first line is the one at or above it.</param>
    /// <param name="score">The score before that one.</param>
    /// <param name="limit">How many lines at most.</param>
    public static List<LedgerEntry> Read(SqlSession session, long lead, RuleTimeline rules, AsOf asOf, EventKey first, long score, int limit)
    {
        using var rows = session.Use(From).Bind(lead).Bind(first.TimestampMs).Bind(first.EventId)
            .Bind(asOf.AtMs ?? long.MaxValue).Bind(asOf.KnownAtMs ?? long.MaxValue).Bind(limit);
        var lines = new List<LedgerEntry>();
        while (rows.Read())
        {
            lines.Add(Line(rows, rules, score));
            score = lines[^1].Score;
        }

        return lines;
    }

    private static LedgerEntry Line(SqlStatement row, RuleTimeline rules, long score) => LedgerLine.Of(
        rules, score, row.Int64(0), row.Text(1), row.Text(2), row.Int64(3), EventRows.IsLate(row.Int32(4)), row.TextOrNull(5));
}

/// <summary>
/// Ledger lines, derived at the rule revision that the lead is folded at: they sum to the lead's score in the same
/// snapshot, also while a rescore has not come to the lead yet.
/// </summary>
internal static class LedgerPages
{
    public static CursorPage<LedgerEntry>? Read(
        SqlSession session, RuleBook book, string leadId, LedgerOrder order, EventKey? cursor, int limit)
    {
        if (LeadStateRows.Find(session, leadId) is not { } lead) return null;
        var page = new LedgerReader(session, lead, book.At(session, lead.Revision), atMs: null).Page(order, cursor, limit);
        return new(page.Lines, page.Next(KeyCursor.Ledger(order)));
    }
}
