using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Trends;
using LeadScoring.Storage.Sqlite.Commits;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Rules;

namespace LeadScoring.Storage.Sqlite.Trends;

/// <summary>What the newest events of a lead did to its score, by type; what came before them is one sum, from the checkpoints.</summary>
internal static class LeadTypes
{
    private const string OldestOfNewest = """
        SELECT ts, event_id FROM events INDEXED BY events_by_lead WHERE lead_no = ?1 ORDER BY ts DESC, event_id DESC LIMIT 1 OFFSET ?2
        """;

    private const string From = """
        SELECT ts, type_no FROM events INDEXED BY events_by_lead WHERE lead_no = ?1 AND (ts, event_id) >= (?2, ?3) ORDER BY ts, event_id
        """;

    public static LeadContributions? Read(SqlSession session, RuleBook book, string leadId)
    {
        if (LeadStateRows.Find(session, leadId) is not { } lead) return null;
        var rules = book.At(session, lead.Revision);
        var from = lead.Fold.Events <= ITrendStore.MaxContributing ? EventKey.Lowest : Oldest(session, lead.Number);
        var earlier = from == EventKey.Lowest ? 0 : ScoreTree.ScoreBefore(lead.Fold, new StoredBlocks(session, lead.Number, rules), from);
        var types = ByType(session, lead.Number, rules, from, earlier);
        return new(lead.Fold.Score, lead.Fold.Events, lead.Fold.Events - types.Sum(t => t.Events), earlier, types);
    }

    private static EventKey Oldest(SqlSession session, long lead)
    {
        using var row = session.Use(OldestOfNewest).Bind(lead).Bind(ITrendStore.MaxContributing - 1);
        return row.Read() ? new(row.Int64(0), row.Text(1)) : EventKey.Lowest;
    }

    private static List<TypeContribution> ByType(SqlSession session, long lead, RuleTimeline rules, EventKey from, long score)
    {
        var types = new Dictionary<string, TypeContribution>(StringComparer.Ordinal);
        using var rows = session.Use(From).Bind(lead).Bind(from.TimestampMs).Bind(from.EventId);
        while (rows.Read())
        {
            var (at, type) = (rows.Int64(0), session.Types.Name(rows.Int32(1)));
            var rule = rules.At(type, at);
            var after = rules.Bounds.Step(rule is { Active: true } ? rule.Points : 0).Apply(score);
            var so = types.GetValueOrDefault(type) ?? new(type, 0, 0, 0, at);
            types[type] = new(type, so.Events + 1, so.Unscored + (rule is { Active: true } ? 0 : 1), so.Change + after - score, at);
            score = after;
        }

        return [.. types.Values.OrderByDescending(t => Math.Abs(t.Change)).ThenBy(t => t.EventType, StringComparer.Ordinal)];
    }
}
