using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Trends;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Sqlite.Commits;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Events;
using LeadScoring.Storage.Sqlite.Rules;

namespace LeadScoring.Storage.Sqlite.Trends;

/// <summary>A lead's score over time: event by event where these are few, otherwise bucket by bucket, from the checkpoints.</summary>
internal static class LeadTrends
{
    private const string InSpan = " FROM events INDEXED BY events_by_lead WHERE lead_no = ?1 AND ts >= ?2 AND ts <= ?3";
    private const string AtMost = "SELECT count(*) FROM (SELECT 1" + InSpan + " LIMIT ?4)";
    private const string Each = "SELECT ts, type_no, flags" + InSpan + " ORDER BY ts, event_id";
    private const string Next = "SELECT ts" + InSpan + " ORDER BY ts LIMIT 1";
    private const string Bucket = "SELECT count(*), max(ts), sum(flags & 1)" + InSpan;

    private const string Begin = """
        SELECT ifnull((SELECT ts FROM events INDEXED BY events_by_lead WHERE lead_no = ?1 ORDER BY ts LIMIT 1), created_at)
        FROM leads WHERE lead_no = ?1
        """;

    public static LeadTrend? Read(SqlSession session, RuleBook book, string leadId, long? fromMs, long toMs, int points)
    {
        if (LeadStateRows.Find(session, leadId) is not { } lead) return null;
        var from = Math.Min(fromMs ?? session.Use(Begin).Bind(lead.Number).Scalar()!.Value, toMs);
        var rules = book.At(session, lead.Revision);
        var blocks = new StoredBlocks(session, lead.Number, rules);
        var walk = new ScoreWalk(lead.Fold, blocks, EventKey.Before(from));
        var (start, span) = (walk.Score, new TimeBuckets(from, toMs, points));
        var isExact = Use(session, AtMost, lead, from, toMs).Bind(points + 1L).Scalar() <= points;
        return new(from, toMs, start, isExact, isExact ? Exact(session, rules, lead, span, start) : Buckets(session, lead, span, walk), rules.Bounds);
    }

    private static List<TrendPoint> Exact(SqlSession session, RuleTimeline rules, LeadState lead, TimeBuckets span, long score)
    {
        var points = new List<TrendPoint>();
        using var rows = Use(session, Each, lead, span.FromMs, span.ToMs);
        while (rows.Read())
        {
            score = rules.Bounds.Step(rules.PointsAt(session.Types.Name(rows.Int32(1)), rows.Int64(0))).Apply(score);
            points.Add(new(rows.Int64(0), score, 1, EventRows.IsLate(rows.Int32(2)) ? 1 : 0));
        }

        return points;
    }

    private static List<TrendPoint> Buckets(SqlSession session, LeadState lead, TimeBuckets span, ScoreWalk walk)
    {
        var points = new List<TrendPoint>();
        for (var at = span.FromMs; Use(session, Next, lead, at, span.ToMs).Scalar() is { } first; at = span.EndOf(first))
        {
            var end = span.EndOf(first);
            using var row = Use(session, Bucket, lead, first, end - 1);
            row.Read();
            points.Add(new(row.Int64(1), walk.To(EventKey.Before(end)), row.Int64(0), row.Int64(2)));
        }

        return points;
    }

    private static SqlStatement Use(SqlSession session, string constantSql, LeadState lead, long fromMs, long toMs) =>
        session.Use(constantSql).Bind(lead.Number).Bind(fromMs).Bind(toMs);
}
