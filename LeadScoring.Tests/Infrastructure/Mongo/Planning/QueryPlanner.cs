using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using LeadScoring.Tests.Infrastructure.Mongo.Data;
using LeadScoring.Tests.Infrastructure.Mongo.Query;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Planning;

/// <summary>
/// Chooses a plan. A server tries plans out; this one counts their keys, which it can, and takes the fewest. Unlike a server it uses no index
/// for $ne, $nin and $not.
/// </summary>
internal static class QueryPlanner
{
    private const int SortCost = 100;

    /// <param name="collection">The collection.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="sort">The order.</param>
    /// <param name="limit">How many documents will be read at most; null for all.</param>
    /// <param name="hint">An index by name or by its keys, or <c>$natural</c>.</param>
    public static QueryPlan Plan(CollectionState collection, Filter filter, SortPattern sort, long? limit, BsonValue? hint)
    {
        var conjuncts = filter.Conjuncts.ToList();
        if (hint is not null) return Hinted(collection, filter, conjuncts, sort, hint);
        var plans = Simple(collection, filter, conjuncts, sort).Concat(Branching(collection, filter, conjuncts, sort, limit)).ToList();
        return plans.MinBy(p => (Cost(p, limit), p.IsOrdered ? 0 : 1)) ?? new([], filter, sort);
    }

    private static IEnumerable<QueryPlan> Simple(CollectionState collection, Filter filter, IReadOnlyList<Filter> conjuncts, SortPattern sort)
    {
        var builder = new ScanBuilder(conjuncts, sort);
        return collection.Indexes.Select(i => builder.Build(i)).OfType<IndexScan>().Select(s => new QueryPlan([s], filter, sort));
    }

    /// <summary>An index for each branch of an $or, with what must hold besides.</summary>
    private static IEnumerable<QueryPlan> Branching(CollectionState collection, Filter filter, List<Filter> conjuncts, SortPattern sort, long? limit)
    {
        foreach (var branches in conjuncts.OfType<OrFilter>())
        {
            var others = conjuncts.Where(c => !ReferenceEquals(c, branches)).ToList();
            var scans = branches.Parts.Select(b => Simple(collection, filter, [.. others, .. b.Conjuncts], sort).MinBy(p => (Cost(p, limit), p.IsOrdered ? 0 : 1))).ToList();
            if (scans.TrueForAll(s => s is not null)) yield return new([.. scans.Select(s => s!.Scans[0])], filter, sort);
        }
    }

    /// <summary>The keys to read. Sorting in memory costs as much again, and something in any case: between two that are near, the order decides.</summary>
    private static long Cost(QueryPlan plan, long? limit)
    {
        if (!plan.IsOrdered) return SortCost + (2L * plan.Keys);
        return limit is { } few && plan.Scans.All(s => s.Residual is null) ? Math.Min(plan.Keys, few) : plan.Keys;
    }

    private static QueryPlan Hinted(CollectionState collection, Filter filter, IReadOnlyList<Filter> conjuncts, SortPattern sort, BsonValue hint)
    {
        if (hint is BsonDocument natural && natural.Contains("$natural"))
        {
            return natural["$natural"] == 1 ? new([], filter, sort) : throw CommandException.Refused("a hint of $natural other than 1");
        }

        var index = collection.Indexes.FirstOrDefault(i => hint is BsonDocument keys ? i.Definition.Keys.Equals(keys) : hint is BsonString name && i.Definition.Name == name.Value)
            ?? throw new CommandException(
                ErrorCode.BadValue, $"error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index: {hint}");
        if (conjuncts is [OrFilter branches])
        {
            var scans = branches.Parts.Select(b => new ScanBuilder([.. b.Conjuncts], sort).Build(index)).ToList();
            if (scans.TrueForAll(s => s is not null)) return new([.. scans.Select(s => s!)], filter, sort);
        }

        return new([new ScanBuilder(conjuncts, sort).Build(index, isForced: true)!], filter, sort);
    }
}
