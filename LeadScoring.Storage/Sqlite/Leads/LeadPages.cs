using System.Runtime.CompilerServices;
using LeadScoring.Core.Leads;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Leads;

/// <summary>
/// Pages of leads. Without a filter, the leads' numbers come from an index, so that skipping to a deep page reads no rows; with one,
/// from the lead table, since no index serves every combination of filter and order.
/// </summary>
internal static class LeadPages
{
    private const long NoLimit = -1;

    /// <summary>Null when the lead table is not at the session's snapshot: <see cref="LeadTableUpdater.QueryAsync"/> repeats the query.</summary>
    public static LeadPage? Filtered(SqlSession session, LeadTableUpdater table, LeadQuery query)
    {
        if (table.Find(session, query) is not var (numbers, total)) return null;
        return new(LeadRows.Find(session, numbers, CachedRanks(session)), Math.Min(total, LeadQuery.MaxDepth), total > LeadQuery.MaxDepth);
    }

    public static LeadPage Top(SqlSession session, int limit) =>
        Unfiltered(session, new(0, limit, null, null, null, null, LeadSort.ScoreDescending));

    /// <summary>The numbers of all leads, in order; no row is read.</summary>
    public static List<long> AllNumbers(SqlSession session, LeadSort sort)
    {
        using var rows = session.Use(Sorted(sort)).Bind("limit", NoLimit).Bind("offset", 0);
        var numbers = new List<long>((int)Counters.Read(session, Counters.Leads));
        while (rows.Read()) numbers.Add(rows.Int64("lead_no"));
        return numbers;
    }

    /// <summary>Those of the leads that still exist, in the order given.</summary>
    public static IReadOnlyList<Lead> Rows(SqlSession session, IReadOnlyList<long> numbers) => LeadRows.Find(session, numbers, CachedRanks(session));

    public static LeadPage Unfiltered(SqlSession session, LeadQuery query)
    {
        var rankOf = query.Sort == LeadSort.ScoreDescending ? ByPosition(session, query.Offset) : CachedRanks(session);
        return new(LeadRows.Find(session, Numbers(session, query), rankOf), Counters.Read(session, Counters.Leads), false);
    }

    private static List<long> Numbers(SqlSession session, LeadQuery query)
    {
        using var rows = session.Use(Sorted(query.Sort)).Bind("limit", query.Limit).Bind("offset", query.Offset);
        var numbers = new List<long>(query.Limit);
        while (rows.Read()) numbers.Add(rows.Int64("lead_no"));
        return numbers;
    }

    private static string Sorted(LeadSort sort) => sort switch
    {
        LeadSort.Name => "SELECT lead_no FROM leads ORDER BY name_key, lead_no LIMIT $limit OFFSET $offset",
        LeadSort.LastEventDescending => "SELECT lead_no FROM lead_scores ORDER BY last_ts DESC, lead_no LIMIT $limit OFFSET $offset",
        LeadSort.CreatedDescending => "SELECT lead_no FROM leads ORDER BY created_at DESC, lead_no LIMIT $limit OFFSET $offset",
        _ => "SELECT lead_no FROM lead_scores ORDER BY score DESC, tie_ts, lead_no LIMIT $limit OFFSET $offset",
    };

    /// <summary>In a list of all leads by score, a rank is the position of the first lead with that score.</summary>
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

    private static Func<long, long> CachedRanks(SqlSession session) => new ScoreRanks(session).Of;
}

/// <summary>
/// All leads of a query. One snapshot decides which and in what order; 8 bytes per lead are kept of it. Their rows are read some
/// hundred at a time, so that no connection is held while they are sent to the client.
/// </summary>
internal sealed class LeadExport(SqliteFile file, LeadTableUpdater table, LeadQuery query)
{
    private const int ChunkSize = 500;

    public async IAsyncEnumerable<IReadOnlyList<Lead>> RunAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var numbers = query.IsFiltered ? await MatchingAsync(ct) : await table.QueryAsync(session => LeadPages.AllNumbers(session, query.Sort), ct);
        for (var at = 0; at < numbers.Count; at += ChunkSize)
        {
            var chunk = numbers.GetRange(at, Math.Min(ChunkSize, numbers.Count - at));
            var leads = await file.ReadAsync(session => LeadPages.Rows(session, chunk), ct);
            if (leads.Count > 0) yield return leads;
        }
    }

    /// <summary>Sorts after the snapshot and the table's lock are released.</summary>
    private async Task<List<long>> MatchingAsync(CancellationToken ct)
    {
        var keys = await table.QueryAsync(session => table.Keys(session, query), ct);
        Array.Sort(keys);
        var numbers = new List<long>(keys.Length);
        foreach (var key in keys) numbers.Add(key.Number);
        return numbers;
    }
}
