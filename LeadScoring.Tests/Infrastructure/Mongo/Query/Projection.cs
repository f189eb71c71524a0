using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Query;

/// <summary>Includes or excludes fields by dotted paths. Computed fields are refused.</summary>
internal sealed class Projection
{
    private readonly Node _root = new();
    private readonly bool _isInclusion;
    private readonly bool _withId;

    private Projection(BsonDocument specification, bool mustInclude)
    {
        var fields = Flatten("", specification).ToList();
        var others = fields.Where(f => f.Path != "_id").ToList();
        _isInclusion = mustInclude || (others.Count > 0 ? others[0].IsIncluded : fields.Count > 0 && fields[0].IsIncluded);
        _withId = fields.FirstOrDefault(f => f.Path == "_id") is not { Path: not null } id || id.IsIncluded;
        if (others.Find(f => f.IsIncluded != _isInclusion) is { Path: not null } mixed)
        {
            var (kind, other) = _isInclusion ? ("exclusion", "inclusion") : ("inclusion", "exclusion");
            throw new CommandException(31254, $"Cannot do {kind} on field {mixed.Path} in {other} projection");
        }

        foreach (var field in others) _root.Add(field.Path.Split('.'), field.Path);
    }

    /// <summary>Null when the whole document is wanted.</summary>
    public static Projection? Parse(BsonDocument? specification) =>
        specification is null || specification.ElementCount == 0 ? null : new(specification, mustInclude: false);

    /// <summary>Beside computed fields, even if it names none itself: then only the id is kept.</summary>
    public static Projection Including(BsonDocument specification) => new(specification, mustInclude: true);

    public BsonDocument Apply(BsonDocument document) => Apply(document, _root, isTop: true);

    private static IEnumerable<(string Path, bool IsIncluded)> Flatten(string prefix, BsonDocument specification)
    {
        foreach (var element in specification)
        {
            if (element.Name.StartsWith('$') || element.Name.EndsWith(".$", StringComparison.Ordinal))
            {
                throw new CommandException(31325, $"The MongoDB double does not support {prefix}{element.Name} in a projection.");
            }

            if (element.Value is BsonDocument nested)
            {
                foreach (var inner in Flatten($"{prefix}{element.Name}.", nested)) yield return inner;
            }
            else if (element.Value.IsNumeric || element.Value.IsBoolean)
            {
                yield return (prefix + element.Name, element.Value.ToBoolean());
            }
            else
            {
                throw new CommandException(31325, $"The MongoDB double does not support a computed field in a projection: {prefix}{element.Name}.");
            }
        }
    }

    private BsonDocument Apply(BsonDocument document, Node node, bool isTop)
    {
        var result = new BsonDocument();
        foreach (var field in document)
        {
            if (isTop && field.Name == "_id")
            {
                if (_withId) result.Add(field);
            }
            else if (!node.Children.TryGetValue(field.Name, out var child))
            {
                if (!_isInclusion) result.Add(field);
            }
            else if (child.IsLeaf)
            {
                if (_isInclusion) result.Add(field);
            }
            else if (Nested(field.Value, child) is { } nested)
            {
                result.Add(field.Name, nested);
            }
        }

        return result;
    }

    /// <summary>Null when nothing is left: in an inclusion, of a value that has no fields.</summary>
    private BsonValue? Nested(BsonValue value, Node node) => value switch
    {
        BsonDocument document => Apply(document, node, isTop: false),
        BsonArray array => new BsonArray(array.Select(v => Nested(v, node)).OfType<BsonValue>()),
        _ => _isInclusion ? null : value,
    };

    private sealed class Node
    {
        public Dictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        public bool IsLeaf => Children.Count == 0;

        public void Add(ReadOnlySpan<string> parts, string path)
        {
            var isNew = !Children.TryGetValue(parts[0], out var child);
            if (isNew) Children[parts[0]] = child = new();
            if (!isNew && (parts.Length == 1 || child!.IsLeaf)) throw new CommandException(31250, $"Path collision at {path}");
            if (parts.Length > 1) child!.Add(parts[1..], path);
        }
    }
}
