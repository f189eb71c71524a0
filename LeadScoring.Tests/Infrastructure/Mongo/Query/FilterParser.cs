using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Query;

/// <summary>Reads query filters. What it does not know it refuses by its name.</summary>
internal static class FilterParser
{
    private static readonly Dictionary<string, BsonType> TypeNames = new(StringComparer.Ordinal)
    {
        ["double"] = BsonType.Double,
        ["string"] = BsonType.String,
        ["object"] = BsonType.Document,
        ["array"] = BsonType.Array,
        ["binData"] = BsonType.Binary,
        ["objectId"] = BsonType.ObjectId,
        ["bool"] = BsonType.Boolean,
        ["date"] = BsonType.DateTime,
        ["null"] = BsonType.Null,
        ["int"] = BsonType.Int32,
        ["long"] = BsonType.Int64,
        ["timestamp"] = BsonType.Timestamp,
    };

    public static Filter Parse(BsonDocument? filter) =>
        filter is null || filter.ElementCount == 0 ? Filter.All : new AndFilter([.. filter.SelectMany(ParseElement)]);

    private static IEnumerable<Filter> ParseElement(BsonElement element) => element.Name switch
    {
        "$and" => [new AndFilter(Clauses(element))],
        "$or" => [new OrFilter(Clauses(element))],
        "$nor" => [new NorFilter(Clauses(element))],
        "$comment" => [],
        ['$', ..] => throw new CommandException(ErrorCode.BadValue, $"unknown top level operator: {element.Name}. The MongoDB double does not support it."),
        _ => Conditions(element.Value).Select(condition => (Filter)new FieldFilter(new FieldPath(element.Name), condition)),
    };

    private static List<Filter> Clauses(BsonElement element)
    {
        if (element.Value is not BsonArray { Count: > 0 } clauses)
        {
            throw new CommandException(ErrorCode.BadValue, $"{element.Name} must be a nonempty array");
        }

        return [.. clauses.Select(c => Parse(c as BsonDocument ?? throw new CommandException(ErrorCode.BadValue, $"{element.Name} entries need to be full objects")))];
    }

    private static List<Condition> Conditions(BsonValue value)
    {
        if (value is BsonDocument operators && IsOperators(operators)) return [.. operators.Select(Operator)];
        return [Equal(value)];
    }

    private static bool IsOperators(BsonDocument value) => value.ElementCount > 0 && value.GetElement(0).Name.StartsWith('$');

    private static Condition Operator(BsonElement element) => element.Name switch
    {
        "$eq" => Equal(element.Value),
        "$ne" => new NotCondition([Equal(element.Value)]),
        "$gt" => Range(element, isLower: true, isInclusive: false),
        "$gte" => Range(element, isLower: true, isInclusive: true),
        "$lt" => Range(element, isLower: false, isInclusive: false),
        "$lte" => Range(element, isLower: false, isInclusive: true),
        "$in" => In(element),
        "$nin" => new NotCondition([In(element)]),
        "$exists" => new ExistsCondition(element.Value.ToBoolean()),
        "$type" => Type(element.Value),
        "$not" => Not(element.Value),
        "$regex" or "$options" => throw CommandException.Refused($"a regular expression in a filter ({element.Name})"),
        _ => throw new CommandException(ErrorCode.BadValue, $"unknown operator: {element.Name}. The MongoDB double does not support it."),
    };

    private static EqualCondition Equal(BsonValue value) =>
        value is BsonRegularExpression ? throw CommandException.Refused("a regular expression in a filter") : new(value);

    private static RangeCondition Range(BsonElement element, bool isLower, bool isInclusive)
    {
        if (element.Value is BsonRegularExpression) throw new CommandException(ErrorCode.BadValue, $"Can't have RegEx as arg to predicate over field '{element.Name}'.");
        if (element.Value is BsonArray) throw CommandException.Refused($"an array as the operand of {element.Name}");
        return new(element.Value, isLower, isInclusive);
    }

    private static InCondition In(BsonElement element)
    {
        if (element.Value is not BsonArray values) throw new CommandException(ErrorCode.BadValue, $"{element.Name} needs an array");
        return values.Any(v => v is BsonRegularExpression) ? throw CommandException.Refused($"a regular expression in {element.Name}") : new([.. values]);
    }

    private static NotCondition Not(BsonValue value) =>
        value is BsonDocument operators && IsOperators(operators)
            ? new([.. operators.Select(Operator)])
            : throw new CommandException(ErrorCode.BadValue, "$not needs a document with operators");

    private static TypeCondition Type(BsonValue value)
    {
        var types = new HashSet<BsonType>();
        foreach (var one in value is BsonArray several ? several : [value])
        {
            if (one is BsonString { Value: "number" }) types.UnionWith([BsonType.Int32, BsonType.Int64, BsonType.Double]);
            else if (one is BsonString name && TypeNames.TryGetValue(name.Value, out var type)) types.Add(type);
            else if (one.IsNumeric && Enum.IsDefined((BsonType)one.ToInt32())) types.Add((BsonType)one.ToInt32());
            else throw new CommandException(ErrorCode.BadValue, $"Unknown type name alias: {one}. The MongoDB double does not support it.");
        }

        return new(types);
    }
}
