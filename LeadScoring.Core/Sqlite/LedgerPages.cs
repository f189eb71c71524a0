using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Storage;

namespace LeadScoring.Core.Sqlite;

/// <summary>
/// Ledger lines, derived at the rule revision that the lead is folded at: they sum to the lead's score in the same
/// snapshot, also while a rescore has not come to the lead yet. The first line's score comes from the blocks.
/// </summary>
internal static class LedgerPages
{
    private const string From = """
        SELECT ts, event_id, t.name, processed_at, flags, e.metadata
        FROM events e INDEXED BY events_by_lead JOIN event_types t ON t.type_no = e.type_no
        WHERE lead_no = ?1 AND (ts, event_id) >= (?2, ?3) ORDER BY ts, event_id LIMIT ?4
        """;

    public static CursorPage<LedgerEntry>? OldestFirst(SqlSession session, RuleBook book, string leadId, EventKey? after, int limit)
    {
        if (HotLeadRows.Find(session, leadId) is not { } lead) return null;
        var rules = book.At(session, lead.Revision);
        var from = after?.Successor ?? EventKey.Lowest;
        var score = after is null ? 0 : ScoreTree.ScoreBefore(lead.Fold, new StoredBlocks(session, lead.Number, rules), from);
        using var rows = session.Use(From).Bind(lead.Number).Bind(from.TimestampMs).Bind(from.EventId).Bind(limit + 1);
        var lines = new List<LedgerEntry>(limit);
        while (lines.Count < limit && rows.Read())
        {
            lines.Add(Line(rows, rules, score));
            score = lines[^1].Score;
        }

        var more = lines.Count == limit && rows.Read();
        return new(lines, more ? KeyCursor.Of(KeyCursor.Ledger, lines[^1].TimestampMs, lines[^1].EventId) : null);
    }

    /// <summary>A row of ts, event_id, type name, processed_at, flags.</summary>
    public static LedgerEntry Line(SqlStatement row, RuleTimeline rules, long score)
    {
        var (timestampMs, type) = (row.Int64(0), row.Text(2));
        var rule = rules.At(type, timestampMs);
        var points = rule is { Active: true } ? rule.Points : 0;
        var after = rules.Bounds.Step(points).Apply(score);
        return new(
            timestampMs, row.Text(1), type, points, after - score, score, after,
            rule?.Version, rule is not { Active: true }, row.Int64(3), EventRows.IsLate(row.Int32(4)), row.TextOrNull(5));
    }
}
