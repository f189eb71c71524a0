using System.Globalization;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Query;

/// <summary>A dotted path. Arrays on the way are entered by all their documents, and by position where the name is a number.</summary>
internal sealed class FieldPath(string text)
{
    private readonly string[] _parts = text.Split('.');

    public string Text => text;

    public IReadOnlyList<string> Parts => _parts;

    /// <summary>The values at the path; null stands for a missing one. An array at its end is one value.</summary>
    public List<BsonValue?> Values(BsonDocument document)
    {
        var found = new List<BsonValue?>(1);
        if (_parts.Length == 1) found.Add(document.TryGetValue(text, out var value) ? value : null);
        else Collect(document, 0, found);
        return found;
    }

    /// <summary>As <see cref="Values"/>, but an array at the end stands for its elements; an empty one for "undefined", as in an index.</summary>
    public List<BsonValue?> Elements(BsonDocument document, out bool hasArray)
    {
        var values = Values(document);
        hasArray = values.Count > 1;
        if (!values.Exists(v => v is BsonArray)) return values;
        hasArray = true;
        return [.. values.SelectMany(v => v is BsonArray array ? array.Count == 0 ? [BsonUndefined.Value] : array : (IEnumerable<BsonValue?>)[v])];
    }

    private void Collect(BsonValue current, int part, List<BsonValue?> found)
    {
        if (part == _parts.Length) found.Add(current);
        else if (current is BsonDocument document) Field(document, part, found);
        else if (current is BsonArray array) Entries(array, part, found);
        else found.Add(null);
    }

    private void Field(BsonDocument document, int part, List<BsonValue?> found)
    {
        if (document.TryGetValue(_parts[part], out var value)) Collect(value, part + 1, found);
        else found.Add(null);
    }

    private void Entries(BsonArray array, int part, List<BsonValue?> found)
    {
        var before = found.Count;
        if (int.TryParse(_parts[part], NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position < array.Count)
        {
            Collect(array[position], part + 1, found);
        }

        foreach (var entry in array.OfType<BsonDocument>()) Field(entry, part, found);
        if (found.Count == before) found.Add(null);
    }
}
