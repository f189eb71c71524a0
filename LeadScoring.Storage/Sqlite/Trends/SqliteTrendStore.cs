using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Trends;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Sqlite.Commits;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Events;
using LeadScoring.Storage.Sqlite.Rules;
using LeadScoring.Storage.Trends;

namespace LeadScoring.Storage.Sqlite.Trends;

internal sealed class SqliteTrendStore(SqliteFile file) : ITrendStore
{
    public Task<LeadTrend?> TrendAsync(string leadId, long? fromMs, long toMs, int points, CancellationToken ct) =>
        file.ReadAsync(session => LeadTrends.Read(session, file.Timelines, leadId, fromMs, toMs, points), ct);

    public Task<IReadOnlyList<LeadScores>> ScoresAsync(IReadOnlyList<string> leadIds, long fromMs, long toMs, int points, CancellationToken ct) =>
        file.ReadAsync(session => LeadSamples.Read(session, file.Timelines, leadIds, fromMs, toMs, points), ct);

    public Task<LeadContributions?> ContributionsAsync(string leadId, CancellationToken ct) =>
        file.ReadAsync(session => LeadContributionRows.Read(session, file.Timelines, leadId), ct);
}

/// <summary>A lead's score over time: a point per event when there are few, otherwise one per bucket, from the checkpoints.</summary>
internal static class LeadTrends
{
    private const string InSpan = " FROM events INDEXED BY events_by_lead WHERE lead_no = $lead AND ts >= $from AND ts <= $to";
    private const string AtMost = "SELECT count(*) FROM (SELECT 1" + InSpan + " LIMIT $limit)";
    private const string Each = "SELECT ts, type_no, flags" + InSpan + " ORDER BY ts, event_id";
    private const string Next = "SELECT ts" + InSpan + " ORDER BY ts LIMIT 1";
    private const string Bucket = "SELECT max(ts) AS last_ts, count(*) AS events, sum(flags & 1) AS late" + InSpan;

    private const string Begin = """
        SELECT ifnull((SELECT ts FROM events INDEXED BY events_by_lead WHERE lead_no = $lead ORDER BY ts LIMIT 1), created_at)
        FROM leads WHERE lead_no = $lead
        """;

    public static LeadTrend? Read(SqlSession session, TimelineCache timelines, string leadId, long? fromMs, long toMs, int points)
    {
        if (LeadStateRows.Find(session, leadId) is not { } lead) return null;
        var from = Math.Min(fromMs ?? session.Use(Begin).Bind("lead", lead.Number).Scalar()!.Value, toMs);
        var rules = timelines.At(session, lead.Revision);
        var blocks = new StoredBlocks(session, lead.Number, rules);
        var walk = new ScoreWalk(lead.Fold, blocks, EventKey.Before(from));
        var (start, span) = (walk.Score, new TimeBuckets(from, toMs, points));
        var isExact = Use(session, AtMost, lead, from, toMs).Bind("limit", points + 1L).Scalar() <= points;
        return new(from, toMs, start, isExact, isExact ? Exact(session, rules, lead, span, start) : Buckets(session, lead, span, walk), rules.Bounds);
    }

    private static List<TrendPoint> Exact(SqlSession session, RuleTimeline rules, LeadState lead, TimeBuckets span, long score)
    {
        var points = new List<TrendPoint>();
        using var rows = Use(session, Each, lead, span.FromMs, span.ToMs);
        while (rows.Read())
        {
            var atMs = rows.Int64("ts");
            score = rules.StepAt(session.Types.Name(rows.Int32("type_no")), atMs).Apply(score);
            points.Add(new(atMs, score, 1, EventRows.IsLate(rows.Int32("flags")) ? 1 : 0));
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
            points.Add(new(row.Int64("last_ts"), walk.To(EventKey.Before(end)), row.Int64("events"), row.Int64("late")));
        }

        return points;
    }

    private static SqlStatement Use(SqlSession session, string constantSql, LeadState lead, long fromMs, long toMs) =>
        session.Use(constantSql).Bind("lead", lead.Number).Bind("from", fromMs).Bind("to", toMs);
}

/// <summary>Scores of several leads at equally spaced times, from the checkpoints.</summary>
internal static class LeadSamples
{
    public static IReadOnlyList<LeadScores> Read(SqlSession session, TimelineCache timelines, IEnumerable<string> leadIds, long fromMs, long toMs, int points)
    {
        var leads = new List<LeadScores>();
        foreach (var id in leadIds)
        {
            if (LeadStateRows.Find(session, id) is { } lead) leads.Add(new(id, Scores(session, timelines, lead, fromMs, toMs, points)));
        }

        return leads;
    }

    private static long[] Scores(SqlSession session, TimelineCache timelines, LeadState lead, long fromMs, long toMs, int points)
    {
        var scores = new long[points];
        Array.Fill(scores, lead.Fold.Score);
        if (lead.Fold.Last.TimestampMs <= fromMs) return scores; // no event since then, as for most leads of a list
        var walk = new ScoreWalk(lead.Fold, new StoredBlocks(session, lead.Number, timelines.At(session, lead.Revision)), EventKey.After(fromMs));
        scores[0] = walk.Score;
        for (var i = 1; i < points - 1; i++) scores[i] = walk.To(EventKey.After(fromMs + ((toMs - fromMs) * i / (points - 1))));
        return scores;
    }
}

/// <summary>What the newest events of a lead did to its score, by type; the change of the older ones is one sum, from the checkpoints.</summary>
internal static class LeadContributionRows
{
    private const string OldestOfNewest = """
        SELECT ts, event_id FROM events INDEXED BY events_by_lead WHERE lead_no = $lead
        ORDER BY ts DESC, event_id DESC LIMIT 1 OFFSET $newer
        """;

    private const string From = """
        SELECT ts, type_no FROM events INDEXED BY events_by_lead WHERE lead_no = $lead AND (ts, event_id) >= ($ts, $id)
        ORDER BY ts, event_id
        """;

    public static LeadContributions? Read(SqlSession session, TimelineCache timelines, string leadId)
    {
        if (LeadStateRows.Find(session, leadId) is not { } lead) return null;
        var rules = timelines.At(session, lead.Revision);
        var from = lead.Fold.Events <= ITrendStore.MaxContributing ? EventKey.Lowest : Oldest(session, lead.Number);
        var earlier = from == EventKey.Lowest ? 0 : ScoreTree.ScoreBefore(lead.Fold, new StoredBlocks(session, lead.Number, rules), from);
        var types = ByType(session, lead.Number, rules, from, earlier);
        return new(lead.Fold.Score, lead.Fold.Events, lead.Fold.Events - types.Sum(t => t.Events), earlier, types);
    }

    private static EventKey Oldest(SqlSession session, long lead)
    {
        using var row = session.Use(OldestOfNewest).Bind("lead", lead).Bind("newer", ITrendStore.MaxContributing - 1);
        return row.Read() ? new(row.Int64("ts"), row.Text("event_id")) : EventKey.Lowest;
    }

    private static List<TypeContribution> ByType(SqlSession session, long lead, RuleTimeline rules, EventKey from, long score)
    {
        var tally = new ContributionTally(rules, score);
        using var rows = session.Use(From).Bind("lead", lead).Bind("ts", from.TimestampMs).Bind("id", from.EventId);
        while (rows.Read())
        {
            var atMs = rows.Int64("ts");
            tally.Add(session.Types.Name(rows.Int32("type_no")), atMs);
        }

        return tally.Types();
    }
}
