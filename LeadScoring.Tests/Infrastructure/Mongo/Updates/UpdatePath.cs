using System.Globalization;
using LeadScoring.Tests.Infrastructure.Mongo.Commands;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Updates;

/// <summary>The path of an update: unlike that of a filter it names one place, in an array by position.</summary>
internal sealed class UpdatePath
{
    private readonly string[] _parts;

    public UpdatePath(string text)
    {
        Text = text;
        _parts = text.Split('.');
        if (_parts.FirstOrDefault(p => p.StartsWith('$')) is { } positional) throw CommandException.Refused($"'{positional}' in the path '{text}' of an update");
        if (Array.Exists(_parts, p => p.Length == 0)) throw new CommandException(56, $"The update path '{text}' contains an empty field name, which is not allowed.");
    }

    public string Text { get; }

    /// <summary>The order in which new fields are added: numbers as numbers, names by their characters.</summary>
    public static int Compare(UpdatePath a, UpdatePath b)
    {
        for (var i = 0; i < Math.Min(a._parts.Length, b._parts.Length); i++)
        {
            var order = Position(a._parts[i]) is { } x && Position(b._parts[i]) is { } y ? x.CompareTo(y) : string.CompareOrdinal(a._parts[i], b._parts[i]);
            if (order != 0) return order;
        }

        return a._parts.Length.CompareTo(b._parts.Length);
    }

    public BsonValue? Get(BsonDocument document)
    {
        BsonValue? current = document;
        foreach (var part in _parts)
        {
            current = current switch
            {
                BsonDocument inner => inner.TryGetValue(part, out var value) ? value : null,
                BsonArray array => Position(part) is { } at && at < array.Count ? array[at] : null,
                _ => null,
            };
        }

        return current;
    }

    /// <summary>Creates the documents on the way.</summary>
    public void Set(BsonDocument document, BsonValue value)
    {
        BsonValue current = document;
        foreach (var part in _parts[..^1])
        {
            var next = Child(current, part);
            if (next is null) Put(current, part, next = new BsonDocument());
            current = next;
        }

        Put(current, _parts[^1], value);
    }

    public void Unset(BsonDocument document)
    {
        BsonValue? current = document;
        foreach (var part in _parts[..^1])
        {
            current = current switch
            {
                BsonDocument inner => inner.TryGetValue(part, out var value) ? value : null,
                BsonArray array => Position(part) is { } at && at < array.Count ? array[at] : null,
                _ => null,
            };
        }

        if (current is BsonDocument last) last.Remove(_parts[^1]);
        else if (current is BsonArray array && Position(_parts[^1]) is { } at && at < array.Count) array[at] = BsonNull.Value;
    }

    private static int? Position(string part) => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null;

    private BsonValue? Child(BsonValue current, string part)
    {
        if (current is BsonDocument document) return document.TryGetValue(part, out var value) ? value : null;
        if (current is BsonArray array && Position(part) is { } at) return at < array.Count ? array[at] : null;
        throw NotViable(current, part);
    }

    private void Put(BsonValue current, string part, BsonValue value)
    {
        if (current is BsonDocument document) document[part] = value;
        else if (current is BsonArray array && Position(part) is { } at)
        {
            while (array.Count <= at) array.Add(BsonNull.Value);
            array[at] = value;
        }
        else throw NotViable(current, part);
    }

    private CommandException NotViable(BsonValue current, string part) =>
        new(ErrorCode.PathNotViable, $"Cannot create field '{part}' in element {{{Text}: {current}}}");
}
