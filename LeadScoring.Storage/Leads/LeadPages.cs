using System.Runtime.CompilerServices;
using LeadScoring.Core.Leads;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.InMemory;

namespace LeadScoring.Storage.Leads;

/// <summary>
/// Pages of leads. Without a filter, the leads' numbers come from an index, so that skipping to a deep page reads no rows; with one,
/// from the lead table, since no index serves every combination of filter and order.
/// </summary>
internal static class LeadPages
{
    /// <summary>Null when the lead table is not at the session's snapshot: <see cref="LeadTableUpdater.QueryAsync"/> repeats the query.</summary>
    public static LeadPage? Filtered(IStoreSession session, LeadTableUpdater table, LeadQuery query)
    {
        if (query.Returned is not null) return new ReturnedLeads(query).Page(session, table);
        if (table.Find(session, query) is not var (numbers, total)) return null;
        return new(Rows(session, numbers), Math.Min(total, LeadQuery.MaxDepth), total > LeadQuery.MaxDepth);
    }

    public static LeadPage Top(IStoreSession session, int limit) =>
        Unfiltered(session, new(0, limit, null, null, null, null, LeadSort.ScoreDescending));

    public static LeadPage Unfiltered(IStoreSession session, LeadQuery query)
    {
        var rankOf = query.Sort == LeadSort.ScoreDescending ? ByPosition(session, query.Offset) : new ScoreRanks(session).Of;
        var numbers = session.Profiles.Numbers(query.Sort, query.Offset, query.Limit);
        return new(Rows(session, numbers, rankOf), session.Profiles.Count(), false);
    }

    /// <summary>Those of the leads that still exist, in the order given.</summary>
    public static IReadOnlyList<Lead> Rows(IStoreSession session, IReadOnlyList<long> numbers) =>
        Rows(session, numbers, new ScoreRanks(session).Of);

    private static List<Lead> Rows(IStoreSession session, IReadOnlyList<long> numbers, Func<long, long> rankOf) =>
        session.Profiles.Find(numbers).ConvertAll(lead => lead with { Rank = rankOf(lead.CurrentScore) });

    /// <summary>In a list of all leads by score, a rank is the position of the first lead with that score.</summary>
    private static Func<long, long> ByPosition(IStoreSession session, int offset)
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
}

/// <summary>
/// All leads of a query. One snapshot decides which and in what order; 8 bytes per lead are kept of it. Their rows are read some
/// hundred at a time, so that no connection is held while they are sent to the client. Whether a lead is back is looked up with its part.
/// </summary>
internal sealed class LeadExport(IStoreDatabase database, LeadTableUpdater table, LeadQuery query)
{
    private const int ChunkSize = ReturnedLeads.BatchSize;

    private readonly ReturnedLeads? _returned = query.Returned is null ? null : new(query);
    private HashSet<long> _lost = [];

    public async IAsyncEnumerable<IReadOnlyList<Lead>> RunAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var numbers = query.IsFiltered ? await MatchingAsync(ct) : await table.QueryAsync(session => session.Profiles.Numbers(query.Sort, 0, null), ct);
        for (var at = 0; at < numbers.Count; at += ChunkSize)
        {
            var chunk = numbers.GetRange(at, Math.Min(ChunkSize, numbers.Count - at));
            var leads = await database.ReadAsync(session => LeadPages.Rows(session, [.. _returned?.Back(session, chunk, _lost) ?? chunk]), ct);
            if (leads.Count > 0) yield return leads;
        }
    }

    /// <summary>Sorts after the snapshot and the table's lock are released.</summary>
    private async Task<List<long>> MatchingAsync(CancellationToken ct)
    {
        var (keys, lost) = await table.QueryAsync(Find, ct);
        _lost = lost;
        Array.Sort(keys);
        var numbers = new List<long>(keys.Length);
        foreach (var key in keys) numbers.Add(key.Number);
        return numbers;
    }

    private Found? Find(IStoreSession session)
    {
        if (table.Keys(session, _returned?.Candidates ?? query) is not { } keys) return null;
        if (_returned is null) return new(keys, []);
        return _returned.Lost(session, table) is { } lost ? new(keys, lost) : null;
    }

    private sealed record Found(SortKey[] Keys, HashSet<long> Lost);
}
