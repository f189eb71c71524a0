using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Query;

/// <summary>One field of a sort or of an index.</summary>
internal sealed record SortField(FieldPath Path, bool IsDescending);

/// <summary>The order that a query asks for.</summary>
internal sealed class SortPattern(IReadOnlyList<SortField> fields)
{
    public static readonly SortPattern None = new([]);
    public static readonly IComparer<byte[]> Comparer = Comparer<byte[]>.Create(SortKey.Compare);

    public IReadOnlyList<SortField> Fields => fields;

    public bool IsEmpty => fields.Count == 0;

    public static SortPattern Parse(BsonDocument? sort) => sort is null ? None : new([.. sort.Select(Field)]);

    /// <summary>Of an array, the lowest element counts when ascending, the highest when descending.</summary>
    public byte[] KeyOf(BsonDocument document)
    {
        var writer = new KeyWriter();
        foreach (var field in fields)
        {
            var elements = field.Path.Elements(document, out var hasArray).ConvertAll(v => v ?? BsonNull.Value);
            var value = !hasArray ? elements[0] : field.IsDescending ? elements.MaxBy(SortKey.Of, Comparer)! : elements.MinBy(SortKey.Of, Comparer)!;
            writer.Append(value, field.IsDescending);
        }

        return writer.ToArray();
    }

    private static SortField Field(BsonElement element)
    {
        if (element.Name.StartsWith('$')) throw new CommandException(ErrorCode.FailedToParse, $"sort by {element.Name} is not supported by the MongoDB double");
        if (!element.Value.IsNumeric || element.Value.ToInt32() is not (1 or -1))
        {
            throw new CommandException(ErrorCode.BadValue, $"$sort key ordering must be 1 (for ascending) or -1 (for descending): {element.Name}: {element.Value}");
        }

        return new(new(element.Name), element.Value.ToInt32() < 0);
    }
}
