using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using LeadScoring.Tests.Infrastructure.Mongo.Query;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Updates;

/// <summary>One operator on one path.</summary>
internal sealed class FieldUpdate(UpdatePath path, bool isOnlyOnInsert, Action<BsonDocument> apply)
{
    private static readonly HashSet<string> Known =
        ["$set", "$unset", "$inc", "$min", "$max", "$setOnInsert", "$push", "$pull", "$addToSet", "$currentDate"];

    public UpdatePath Path => path;

    public bool IsOnlyOnInsert => isOnlyOnInsert;

    public static bool IsKnown(string operation) => Known.Contains(operation);

    public void Apply(BsonDocument document) => apply(document);

    public static FieldUpdate Of(string operation, UpdatePath path, BsonValue operand, TimeProvider time) => new(path, operation == "$setOnInsert", operation switch
    {
        "$set" or "$setOnInsert" => document => path.Set(document, operand.DeepClone()),
        "$unset" => path.Unset,
        "$inc" => Increment(path, operand),
        "$min" => document => SetIf(document, path, operand, old => SortKey.Compare(SortKey.Of(operand), SortKey.Of(old)) < 0),
        "$max" => document => SetIf(document, path, operand, old => SortKey.Compare(SortKey.Of(operand), SortKey.Of(old)) > 0),
        "$push" => ArrayUpdates.Push(path, operand),
        "$pull" => ArrayUpdates.Pull(path, operand),
        "$addToSet" => ArrayUpdates.AddToSet(path, operand),
        "$currentDate" => CurrentDate(path, operand, time),
        _ => throw new CommandException(ErrorCode.FailedToParse, $"Unknown modifier: {operation}"),
    });

    private static Action<BsonDocument> Increment(UpdatePath path, BsonValue by)
    {
        if (!by.IsNumeric) throw new CommandException(ErrorCode.TypeMismatch, $"Cannot increment with non-numeric argument: {{{path.Text}: {by}}}");
        return document =>
        {
            var old = path.Get(document);
            if (old is { IsNumeric: false })
            {
                throw new CommandException(
                    ErrorCode.TypeMismatch, $"Cannot apply $inc to a value of non-numeric type. The field '{path.Text}' is of type {old.BsonType}");
            }

            path.Set(document, old is null ? by : Sum(path, old, by));
        };
    }

    /// <summary>The wider of the two types; int32 widens by itself, int64 must not overflow.</summary>
    private static BsonValue Sum(UpdatePath path, BsonValue a, BsonValue b)
    {
        if (a.IsDouble || b.IsDouble) return a.ToDouble() + b.ToDouble();
        var sum = (Int128)a.ToInt64() + b.ToInt64();
        if (sum != (long)sum)
        {
            throw new CommandException(ErrorCode.BadValue, $"Failed to apply $inc operations to current value for the field '{path.Text}': it would overflow.");
        }

        return a.IsInt32 && b.IsInt32 && sum == (int)sum ? new BsonInt32((int)sum) : new BsonInt64((long)sum);
    }

    private static void SetIf(BsonDocument document, UpdatePath path, BsonValue operand, Func<BsonValue, bool> condition)
    {
        if (path.Get(document) is not { } old || condition(old)) path.Set(document, operand.DeepClone());
    }

    private static Action<BsonDocument> CurrentDate(UpdatePath path, BsonValue operand, TimeProvider time)
    {
        var isDate = operand is BsonBoolean || (operand is BsonDocument { ElementCount: 1 } type && type.GetValue("$type", "") == "date");
        if (!isDate) throw CommandException.Refused($"$currentDate with {operand}");
        return document => path.Set(document, new BsonDateTime(time.GetUtcNow().ToUnixTimeMilliseconds()));
    }
}

/// <summary>Operators that change arrays.</summary>
internal static class ArrayUpdates
{
    public static Action<BsonDocument> Push(UpdatePath path, BsonValue operand)
    {
        var (values, slice) = (new BsonArray { operand }, (int?)null);
        if (operand is BsonDocument modifiers && modifiers.Contains("$each"))
        {
            values = modifiers["$each"].AsBsonArray;
            if (modifiers.Names.FirstOrDefault(n => n is not ("$each" or "$slice")) is { } unknown) throw Unknown("$push", unknown);
            slice = modifiers.TryGetValue("$slice", out var given) ? given.ToInt32() : null;
        }
        else if (HasOperator(operand) is { } unknown)
        {
            throw Unknown("$push", unknown);
        }

        return document =>
        {
            var all = new BsonArray(Existing(path, document, "$push").Concat(values.Select(v => v.DeepClone())));
            path.Set(document, slice switch
            {
                null => all,
                >= 0 and var first => new BsonArray(all.Take(first)),
                var last => new BsonArray(all.TakeLast(-last.Value)),
            });
        };
    }

    public static Action<BsonDocument> AddToSet(UpdatePath path, BsonValue operand)
    {
        var values = new BsonArray { operand };
        if (HasOperator(operand) is { } name)
        {
            values = name == "$each" && operand is BsonDocument { ElementCount: 1 } each ? each["$each"].AsBsonArray : throw Unknown("$addToSet", name);
        }

        return document =>
        {
            var all = new BsonArray(Existing(path, document, "$addToSet"));
            var keys = all.Select(SortKey.Of).ToHashSet(KeyEquality.Instance);
            foreach (var value in values.Where(v => keys.Add(SortKey.Of(v)))) all.Add(value.DeepClone());
            path.Set(document, all);
        };
    }

    /// <summary>Removes the elements that match a value, the operators, or, for documents, a filter.</summary>
    public static Action<BsonDocument> Pull(UpdatePath path, BsonValue operand)
    {
        var filter = HasOperator(operand) is null && operand is BsonDocument fields
            ? FilterParser.Parse(fields)
            : FilterParser.Parse(new BsonDocument("v", operand));
        var isOnFields = HasOperator(operand) is null && operand is BsonDocument;
        return document =>
        {
            if (path.Get(document) is null) return;
            var kept = Existing(path, document, "$pull").Where(v => !(isOnFields ? v is BsonDocument inner && filter.Matches(inner) : filter.Matches(new BsonDocument("v", v))));
            path.Set(document, new BsonArray(kept));
        };
    }

    private static BsonArray Existing(UpdatePath path, BsonDocument document, string operation) => path.Get(document) switch
    {
        null => [],
        BsonArray array => array,
        var other => throw new CommandException(ErrorCode.BadValue, $"The field '{path.Text}' must be an array but is of type {other.BsonType} ({operation})"),
    };

    private static string? HasOperator(BsonValue operand) => (operand as BsonDocument)?.Names.FirstOrDefault(n => n.StartsWith('$'));

    private static CommandException Unknown(string operation, string modifier) =>
        new(ErrorCode.BadValue, $"Unrecognized clause in {operation}: {modifier}. The MongoDB double does not support it.");
}
