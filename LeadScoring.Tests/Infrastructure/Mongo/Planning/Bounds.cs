using LeadScoring.Tests.Infrastructure.Mongo.Query;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Planning;

/// <summary>A place between the keys: before or after all that begin with the bytes.</summary>
internal readonly record struct Bound(byte[] Bytes, bool IsAfter)
{
    /// <summary>The same place in the order of a descending field.</summary>
    public Bound Inverted() => new([.. Bytes.Select(b => (byte)~b)], !IsAfter);

    /// <summary>The lowest key at or after the place. No key goes on with 255, since no encoding begins so.</summary>
    public byte[] Under(byte[] prefix) => IsAfter ? [.. prefix, .. Bytes, 0xFF] : [.. prefix, .. Bytes];
}

/// <summary>A part of one field's values.</summary>
internal readonly record struct Interval(Bound Low, Bound High)
{
    public static readonly Interval Everything = new(new([], false), new([], true));

    public Interval In(SortField field) => field.IsDescending ? new(High.Inverted(), Low.Inverted()) : this;
}

/// <summary>
/// What the conditions on one field say about its part of an index.
/// </summary>
/// <param name="Points">The encoded values, when only some can match; null for a range.</param>
/// <param name="Range">The range, when there are no points.</param>
/// <param name="Used">The conditions that need no check any more once the bounds are kept.</param>
internal sealed record FieldBounds(IReadOnlyList<byte[]>? Points, Interval Range, IReadOnlyList<Filter> Used)
{
    /// <summary>Null when the conditions say nothing that an index can use.</summary>
    /// <param name="filters">The conditions on the field that must all hold.</param>
    /// <param name="hasArrays">Whether different elements of an array may fulfil them: then only one may be used.</param>
    public static FieldBounds? Of(IReadOnlyList<FieldFilter> filters, bool hasArrays)
    {
        foreach (var filter in filters)
        {
            // "null" also means missing, so that the document decides.
            if (filter.Condition is EqualCondition { Operand: not BsonArray } equal) return new([equal.Key], default, equal.Operand.IsBsonNull ? [] : [filter]);
        }

        foreach (var filter in filters)
        {
            if (filter.Condition is InCondition several && !several.Operands.Any(o => o is BsonArray))
            {
                return new([.. several.Keys.Order(SortPattern.Comparer)], default, several.Operands.Any(o => o.IsBsonNull) ? [] : [filter]);
            }
        }

        var ranges = filters.Where(f => f.Condition is RangeCondition).ToList();
        if (ranges.Count > 0) return OfRanges(hasArrays ? ranges[..1] : ranges);
        return filters.Any(f => f.Condition is ExistsCondition { Exists: true }) ? new(null, Interval.Everything, []) : null;
    }

    private static FieldBounds OfRanges(List<FieldFilter> filters)
    {
        var (low, high) = (new Bound([], false), new Bound([], true));
        foreach (var condition in filters.Select(f => (RangeCondition)f.Condition))
        {
            var bracket = condition.Key[0];
            var here = new Bound(condition.Key, condition.IsLower != condition.IsInclusive);
            low = Highest(low, condition.IsLower ? here : new(condition.ComparesAllTypes ? [] : [bracket], false));
            high = Lowest(high, condition.IsLower ? condition.ComparesAllTypes ? new([], true) : new([(byte)(bracket + 1)], false) : here);
        }

        var isExact = !filters.Exists(f => ((RangeCondition)f.Condition).ComparesAllTypes || ((RangeCondition)f.Condition).Operand.IsBsonNull);
        return new(null, new(low, high), isExact ? filters : []);
    }

    private static Bound Highest(Bound a, Bound b) => SortKey.Compare(a.Under([]), b.Under([])) >= 0 ? a : b;

    private static Bound Lowest(Bound a, Bound b) => SortKey.Compare(a.Under([]), b.Under([])) <= 0 ? a : b;
}
