using LeadScoring.Core.Leads;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Leads;

/// <summary>
/// Pages of leads. Without a filter, an index gives the numbers, so that skipping to a deep page reads no rows. With one, the
/// table in memory does, since no index serves every combination of filter and order.
/// </summary>
internal static class LeadPages
{
    private const long NoLimit = -1;

    /// <summary>Null when the table cannot tell what the snapshot has: <see cref="LeadTableFeed.AskAsync"/> asks again.</summary>
    public static LeadPage? Filtered(SqlSession session, LeadTableFeed table, LeadQuery query)
    {
        if (table.Find(session, query) is not var (numbers, total)) return null;
        return new(LeadRows.Find(session, numbers, Remembered(session)), Math.Min(total, LeadQuery.MaxDepth), total > LeadQuery.MaxDepth);
    }

    public static LeadPage Top(SqlSession session, int limit) =>
        Unfiltered(session, new(0, limit, null, null, null, null, LeadSort.ScoreDescending));

    /// <summary>The numbers of all leads, in order; no row is read.</summary>
    public static List<long> AllNumbers(SqlSession session, LeadSort sort)
    {
        using var rows = session.Use(Sorted(sort)).Bind(NoLimit).Bind(0);
        var numbers = new List<long>((int)Counters.Read(session, Counters.Leads));
        while (rows.Read()) numbers.Add(rows.Int64(0));
        return numbers;
    }

    /// <summary>Those of the leads that are still there, in the order of their numbers.</summary>
    public static IReadOnlyList<Lead> Rows(SqlSession session, IReadOnlyList<long> numbers) => LeadRows.Find(session, numbers, Remembered(session));

    public static LeadPage Unfiltered(SqlSession session, LeadQuery query)
    {
        var rankOf = query.Sort == LeadSort.ScoreDescending ? ByPosition(session, query.Offset) : Remembered(session);
        return new(LeadRows.Find(session, Numbers(session, query), rankOf), Counters.Read(session, Counters.Leads), false);
    }

    private static List<long> Numbers(SqlSession session, LeadQuery query)
    {
        using var rows = session.Use(Sorted(query.Sort)).Bind(query.Limit).Bind(query.Offset);
        var numbers = new List<long>(query.Limit);
        while (rows.Read()) numbers.Add(rows.Int64(0));
        return numbers;
    }

    private static string Sorted(LeadSort sort) => sort switch
    {
        LeadSort.Name => "SELECT lead_no FROM leads ORDER BY name_key, lead_no LIMIT ? OFFSET ?",
        LeadSort.LastEventDescending => "SELECT lead_no FROM lead_scores ORDER BY last_ts DESC, lead_no LIMIT ? OFFSET ?",
        LeadSort.CreatedDescending => "SELECT lead_no FROM leads ORDER BY created_at DESC, lead_no LIMIT ? OFFSET ?",
        _ => "SELECT lead_no FROM lead_scores ORDER BY score DESC, tie_ts, lead_no LIMIT ? OFFSET ?",
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

    private static Func<long, long> Remembered(SqlSession session) => new ScoreRanks(session).Of;
}
