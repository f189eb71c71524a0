using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Storage.Adapters;

namespace LeadScoring.Core.Sqlite;

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
