using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Query;

/// <summary>A parsed query filter.</summary>
internal abstract record Filter
{
    public static readonly Filter All = new AndFilter([]);

    public abstract bool Matches(BsonDocument document);

    /// <summary>The parts that must all hold, with nested $and laid flat.</summary>
    public virtual IEnumerable<Filter> Conjuncts => [this];
}

internal sealed record AndFilter(IReadOnlyList<Filter> Parts) : Filter
{
    public override IEnumerable<Filter> Conjuncts => Parts.SelectMany(p => p.Conjuncts);

    public override bool Matches(BsonDocument document)
    {
        foreach (var part in Parts)
        {
            if (!part.Matches(document)) return false;
        }

        return true;
    }
}

internal sealed record OrFilter(IReadOnlyList<Filter> Parts) : Filter
{
    public override bool Matches(BsonDocument document) => Parts.Any(p => p.Matches(document));
}

internal sealed record NorFilter(IReadOnlyList<Filter> Parts) : Filter
{
    public override bool Matches(BsonDocument document) => !Parts.Any(p => p.Matches(document));
}

/// <summary>One condition on one path.</summary>
internal sealed record FieldFilter(FieldPath Path, Condition Condition) : Filter
{
    public override bool Matches(BsonDocument document) => Condition.Holds(Path.Values(document));
}

/// <summary>A condition on the values that were found at a path; see <see cref="FieldPath.Values"/>.</summary>
internal abstract record Condition
{
    public abstract bool Holds(List<BsonValue?> values);

    /// <summary>Whether a value, or an element where the value is an array, passes the test.</summary>
    protected static bool Any(List<BsonValue?> values, Func<BsonValue?, bool> test)
    {
        foreach (var value in values)
        {
            if (test(value)) return true;
            if (value is BsonArray array && array.Any(test)) return true;
        }

        return false;
    }
}

internal sealed record EqualCondition(BsonValue Operand) : Condition
{
    public byte[] Key { get; } = SortKey.Of(Operand);

    public override bool Holds(List<BsonValue?> values) => Any(values, value => SortKey.Of(value).AsSpan().SequenceEqual(Key));
}

internal sealed record InCondition(IReadOnlyList<BsonValue> Operands) : Condition
{
    public HashSet<byte[]> Keys { get; } = new(Operands.Select(SortKey.Of), KeyEquality.Instance);

    public override bool Holds(List<BsonValue?> values) => Any(values, value => Keys.Contains(SortKey.Of(value)));
}

/// <summary>$gt, $gte, $lt, $lte: only values of the operand's type bracket compare, except with MinKey and MaxKey.</summary>
internal sealed record RangeCondition(BsonValue Operand, bool IsLower, bool IsInclusive) : Condition
{
    public byte[] Key { get; } = SortKey.Of(Operand);

    public bool ComparesAllTypes => Operand.BsonType is BsonType.MinKey or BsonType.MaxKey;

    public override bool Holds(List<BsonValue?> values) => Any(values, Passes);

    private bool Passes(BsonValue? value)
    {
        var key = SortKey.Of(value);
        if (key[0] != Key[0] && (!ComparesAllTypes || value is null)) return false;
        var order = SortKey.Compare(key, Key);
        return order == 0 ? IsInclusive : order > 0 == IsLower;
    }
}

internal sealed record ExistsCondition(bool Exists) : Condition
{
    public override bool Holds(List<BsonValue?> values) => values.Exists(v => v is not null) == Exists;
}

internal sealed record TypeCondition(IReadOnlySet<BsonType> Types) : Condition
{
    public override bool Holds(List<BsonValue?> values) => Any(values, value => value is not null && Types.Contains(value.BsonType));
}

/// <summary>$ne, $nin and $not: none of the values, elements included, fulfils all the conditions.</summary>
internal sealed record NotCondition(IReadOnlyList<Condition> Inner) : Condition
{
    public override bool Holds(List<BsonValue?> values) => !Inner.All(c => c.Holds(values));
}
