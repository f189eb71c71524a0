using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using LeadScoring.Tests.Infrastructure.Mongo.Query;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Data;

/// <summary>What createIndexes was given, with the keys of a document in such an index.</summary>
internal sealed class IndexDefinition
{
    public const string IdName = "_id_";

    private readonly Filter? _partial;

    public IndexDefinition(string name, BsonDocument keys, bool isUnique, bool isSparse, BsonDocument? partialFilter)
    {
        (Name, Keys, IsUnique, IsSparse, PartialFilter) = (name, keys, isUnique, isSparse, partialFilter);
        _partial = partialFilter is null ? null : FilterParser.Parse(partialFilter);
        Fields = SortPattern.Parse(keys).Fields;
    }

    public static IndexDefinition Id { get; } = new(IdName, new("_id", 1), isUnique: true, isSparse: false, partialFilter: null);

    public string Name { get; }

    public BsonDocument Keys { get; }

    public IReadOnlyList<SortField> Fields { get; }

    public bool IsUnique { get; }

    public bool IsSparse { get; }

    public BsonDocument? PartialFilter { get; }

    public Filter? Partial => _partial;

    /// <summary>Whether documents may be missing in the index.</summary>
    public bool IsIncomplete => IsSparse || _partial is not null;

    public bool IsSame(IndexDefinition other) =>
        Keys.Equals(other.Keys) && IsUnique == other.IsUnique && IsSparse == other.IsSparse && Equals(PartialFilter, other.PartialFilter);

    /// <summary>One key per element where a field is an array; none for a document that is not indexed.</summary>
    public IndexKeys KeysOf(BsonDocument document)
    {
        if (_partial?.Matches(document) == false) return IndexKeys.None;
        var values = new List<BsonValue?>[Fields.Count];
        var array = -1;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Fields[i].Path.Elements(document, out var hasArray);
            if (!hasArray) continue;
            if (array >= 0)
            {
                throw new CommandException(ErrorCode.CannotIndexParallelArrays, $"cannot index parallel arrays [{Fields[i].Path.Text}] [{Fields[array].Path.Text}]");
            }

            array = i;
        }

        if (IsSparse && Array.TrueForAll(values, v => v.TrueForAll(one => one is null))) return IndexKeys.None;
        if (array < 0) return new([Key(values, -1, null)], false);
        return new([.. values[array].Select(one => Key(values, array, one)).Distinct(KeyEquality.Instance)], true);
    }

    /// <summary>The indexed values, for the message about a duplicate.</summary>
    public BsonDocument ValuesOf(BsonDocument document) =>
        new(Fields.Select(f => new BsonElement(f.Path.Text, f.Path.Values(document)[0] ?? BsonNull.Value)));

    public BsonDocument Describe()
    {
        var described = new BsonDocument { { "v", 2 }, { "key", Keys }, { "name", Name } };
        if (IsUnique && Name != IdName) described.Add("unique", true);
        if (IsSparse) described.Add("sparse", true);
        if (PartialFilter is not null) described.Add("partialFilterExpression", PartialFilter);
        return described;
    }

    private byte[] Key(List<BsonValue?>[] values, int array, BsonValue? element)
    {
        var writer = new KeyWriter();
        for (var i = 0; i < values.Length; i++) writer.Append((i == array ? element : values[i][0]) ?? BsonNull.Value, Fields[i].IsDescending);
        return writer.ToArray();
    }
}

/// <summary>A document's keys in one index.</summary>
internal readonly record struct IndexKeys(IReadOnlyList<byte[]> Keys, bool HasArray)
{
    public static readonly IndexKeys None = new([], false);
}
