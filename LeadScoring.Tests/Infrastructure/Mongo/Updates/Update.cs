using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Updates;

/// <summary>A replacement document, or update operators on paths.</summary>
internal sealed class Update
{
    private readonly BsonDocument? _replacement;
    private readonly List<FieldUpdate> _fields = [];

    private Update(BsonDocument update, TimeProvider time)
    {
        if (update.ElementCount == 0 || !update.GetElement(0).Name.StartsWith('$'))
        {
            if (update.Names.FirstOrDefault(n => n.StartsWith('$')) is { } name)
            {
                throw new CommandException(
                    ErrorCode.DollarPrefixedFieldName, $"The dollar ($) prefixed field '{name}' in '{name}' is not allowed in the context of an update's replacement document.");
            }

            _replacement = update;
            return;
        }

        foreach (var operation in update) _fields.AddRange(Parse(operation, time));
        RefuseConflicts();

        // A server adds new fields in the order of their names, not in the order of the update.
        _fields.Sort((a, b) => UpdatePath.Compare(a.Path, b.Path));
    }

    public bool IsReplacement => _replacement is not null;

    public static Update Parse(BsonValue update, TimeProvider time) => update switch
    {
        BsonDocument document => new(document, time),
        BsonArray => throw CommandException.Refused("an update by a pipeline"),
        _ => throw new CommandException(ErrorCode.FailedToParse, "Update argument must be either an object or an array"),
    };

    /// <summary>The document after the update; the given one is not changed.</summary>
    /// <param name="document">The document before, or what an upsert takes from the filter.</param>
    /// <param name="isInsert">Whether an upsert inserts it.</param>
    public BsonDocument Apply(BsonDocument document, bool isInsert)
    {
        if (_replacement is not null) return Replace(document);
        var result = document.DeepClone().AsBsonDocument;
        foreach (var field in _fields.Where(f => isInsert || !f.IsOnlyOnInsert)) field.Apply(result);
        var (before, after) = (document.GetValue("_id", BsonNull.Value), result.GetValue("_id", BsonNull.Value));
        if (document.Contains("_id") && !before.Equals(after)) throw Immutable();
        return result;
    }

    private BsonDocument Replace(BsonDocument document)
    {
        var result = new BsonDocument();
        if (document.TryGetValue("_id", out var id)) result.Add("_id", id);
        foreach (var field in _replacement!)
        {
            if (field.Name == "_id" && result.Contains("_id") && !field.Value.Equals(result["_id"])) throw Immutable();
            if (field.Name != "_id" || !result.Contains("_id")) result.Add(field);
        }

        return result;
    }

    private static CommandException Immutable() =>
        new(ErrorCode.ImmutableField, "Performing an update on the path '_id' would modify the immutable field '_id'");

    private static IEnumerable<FieldUpdate> Parse(BsonElement operation, TimeProvider time)
    {
        if (!operation.Name.StartsWith('$') || !FieldUpdate.IsKnown(operation.Name))
        {
            throw new CommandException(ErrorCode.FailedToParse, $"Unknown modifier: {operation.Name}. The MongoDB double does not support it.");
        }

        if (operation.Value is not BsonDocument fields)
        {
            throw new CommandException(
                ErrorCode.FailedToParse, $"Modifiers operate on fields but we found type {operation.Value.BsonType} instead. For example: {{$mod: {{<field>: ...}}}}");
        }

        return fields.Select(f => FieldUpdate.Of(operation.Name, new(f.Name), f.Value, time));
    }

    private void RefuseConflicts()
    {
        foreach (var field in _fields)
        {
            var text = field.Path.Text;
            var other = _fields.Find(f => !ReferenceEquals(f, field) && (f.Path.Text == text || f.Path.Text.StartsWith($"{text}.", StringComparison.Ordinal)));
            if (other is not null)
            {
                throw new CommandException(ErrorCode.ConflictingUpdateOperators, $"Updating the path '{other.Path.Text}' would create a conflict at '{text}'");
            }
        }
    }
}
