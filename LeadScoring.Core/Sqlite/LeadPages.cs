using LeadScoring.Core.Leads;

namespace LeadScoring.Core.Sqlite;

/// <summary>Pages of leads. The numbers come from an index first, so that skipping to a deep page reads no rows.</summary>
internal static class LeadPages
{
    public static LeadPage Page(SqlSession session, LeadQuery query)
    {
        var filter = LeadFilter.Of(query);
        var numbers = Numbers(session, query, filter);
        var rankOf = query.Sort == LeadSort.ScoreDescending && filter.IsEmpty ? ByPosition(session, query.Offset) : Remembered(session);
        var leads = LeadRows.Find(session, numbers, rankOf);
        if (filter.IsEmpty) return new(leads, Counters.Read(session, Counters.Leads), false);
        var total = Total(session, query, filter);
        return new(leads, Math.Min(total, LeadQuery.MaxDepth), total > LeadQuery.MaxDepth);
    }

    public static List<Lead> Top(SqlSession session, int limit) =>
        [.. Page(session, new(0, limit, null, null, null, null, LeadSort.ScoreDescending)).Leads];

    private static List<long> Numbers(SqlSession session, LeadQuery query, LeadFilter filter)
    {
        var sql = $"SELECT {(IsByScore(query.Sort) ? "s" : "l")}.lead_no {From(query.Sort, filter)}{filter.Where} ORDER BY {Order(query.Sort)} LIMIT ? OFFSET ?";
        using var rows = filter.Bind(session.Once(sql)).Bind(query.Limit).Bind(query.Offset);
        var numbers = new List<long>(query.Limit);
        while (rows.Read()) numbers.Add(rows.Int64(0));
        return numbers;
    }

    private static long Total(SqlSession session, LeadQuery query, LeadFilter filter)
    {
        var sql = $"SELECT count(*) FROM (SELECT 1 {From(query.Sort, filter)}{filter.Where} LIMIT {LeadQuery.MaxDepth + 1})";
        return filter.Bind(session.Once(sql)).Scalar()!.Value;
    }

    private static bool IsByScore(LeadSort sort) => sort is LeadSort.ScoreDescending or LeadSort.LastEventDescending;

    /// <summary>CROSS JOIN keeps the sorted table outside, so that its index gives the order.</summary>
    private static string From(LeadSort sort, LeadFilter filter) => IsByScore(sort)
        ? "FROM lead_scores s" + (filter.ReadsLeads ? " CROSS JOIN leads l ON l.lead_no = s.lead_no" : "")
        : "FROM leads l" + (filter.ReadsScores ? " CROSS JOIN lead_scores s ON s.lead_no = l.lead_no" : "");

    private static string Order(LeadSort sort) => sort switch
    {
        LeadSort.Name => "l.name_key, l.lead_no",
        LeadSort.LastEventDescending => "s.last_ts DESC, s.lead_no",
        LeadSort.CreatedDescending => "l.created_at DESC, l.lead_no",
        _ => "s.score DESC, s.tie_ts, s.lead_no",
    };

    /// <summary>Down the whole leaderboard, a rank is the position of the first lead with that score.</summary>
    private static Func<long, long> ByPosition(SqlSession session, int offset)
    {
        long? previous = null;
        var (rank, position) = (0L, (long)offset);
        return score =>
        {
            position++;
            if (score != previous) rank = previous is null ? ScoreBuckets.Rank(session, score) : position;
            previous = score;
            return rank;
        };
    }

    private static Func<long, long> Remembered(SqlSession session)
    {
        var ranks = new Dictionary<long, long>();
        return score => ranks.TryGetValue(score, out var rank) ? rank : ranks[score] = ScoreBuckets.Rank(session, score);
    }
}
