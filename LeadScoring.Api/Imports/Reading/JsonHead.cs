using System.Text.Json;
using LeadScoring.Api.Imports.Columns;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>How the objects of a JSON file are put together.</summary>
internal enum JsonShape
{
    /// <summary>An array, alone in the file.</summary>
    Array,

    /// <summary>An array in an object, such as <c>{"events": […]}</c>, or several such objects.</summary>
    WrappedArray,

    /// <summary>One object after the other, over any number of lines.</summary>
    Objects,

    /// <summary>One object per line.</summary>
    Lines,
}

/// <summary>What the beginning of a JSON file says of the whole.</summary>
/// <param name="Names">Members of the first objects.</param>
internal sealed record JsonHead(JsonShape Shape, IReadOnlyCollection<string> Names)
{
    private const int ObjectsLookedAt = 100;

    /// <summary>How answers and exports call the array that they wrap.</summary>
    private static readonly string[] Wrappers = ["events", "leads", "data", "results", "records", "contacts", "people", "persons", "rows", "list", "batch", "value", "history", "items", "entries", "payload"];

    private static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    private static readonly JsonReaderOptions Lenient = new() { AllowMultipleValues = true, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 256 };

    /// <param name="json">The beginning of the file, from its first bracket.</param>
    /// <param name="isFinal">More of the beginning does not come.</param>
    /// <param name="layoutOf">What members with some names would be taken for.</param>
    /// <returns>Null when more of the beginning is needed.</returns>
    public static JsonHead? Read(ReadOnlySpan<byte> json, bool isFinal, Func<IReadOnlyCollection<string>, Layout> layoutOf)
    {
        if (!isFinal && !HasValue(json)) return null;
        if (json[0] == '[') return new(JsonShape.Array, Members(json, 1));
        if (WrappedArray(json, layoutOf) is { } start) return new(JsonShape.WrappedArray, Members(json[start..], 1));
        return new(IsObjectPerLine(json) ? JsonShape.Lines : JsonShape.Objects, Members(json, 0));
    }

    /// <summary>Whether an array with this name has the rows of a file.</summary>
    public static bool IsWrapped(string name) => Wrappers.Contains(ColumnNames.Key(name));

    public JsonRows Open(ByteWindow window, string encoding, Layout layout) => Shape == JsonShape.Lines
        ? new JsonLineRows(window, new FileFormat("ndjson", encoding), layout)
        : new JsonValueRows(window, Shape, new FileFormat("json", encoding), layout);

    /// <summary>Whether the first object, with its array if it wraps one, or the first element of the array, has arrived, and something behind it.</summary>
    private static bool HasValue(ReadOnlySpan<byte> json)
    {
        if (json[0] == '[') json = json[1..].TrimStart(Blanks);
        return default(JsonScan).Next(json) < json.Length;
    }

    /// <summary>Where the array begins if the first object is only its wrapper: its own members are not those of a row.</summary>
    private static int? WrappedArray(ReadOnlySpan<byte> json, Func<IReadOnlyCollection<string>, Layout> layoutOf)
    {
        int? start = null;
        var (name, names) = ("", new List<string>());
        var reader = new Utf8JsonReader(json, isFinalBlock: false, new JsonReaderState(Lenient));
        try
        {
            while (reader.Read() && (reader.CurrentDepth > 0 || reader.TokenType == JsonTokenType.StartObject))
            {
                if (reader.CurrentDepth != 1) continue;
                if (reader.TokenType == JsonTokenType.PropertyName) name = reader.GetString()!;
                else if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number) names.Add(name);
                else if (reader.TokenType == JsonTokenType.StartArray && start is null && IsWrapped(name) && StartsWithObject(json[(int)reader.BytesConsumed..])) start = (int)reader.TokenStartIndex;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Whatever is wrong is said when its row is read.
        }

        return start is null || layoutOf(names).Judge(names).IsEnough ? null : start;
    }

    private static bool StartsWithObject(ReadOnlySpan<byte> json) => json.TrimStart(Blanks) is [(byte)'{' or (byte)']', ..];

    /// <summary>Whether the first line is an object by itself, or the next line begins another one.</summary>
    private static bool IsObjectPerLine(ReadOnlySpan<byte> json)
    {
        json = json.TrimEnd(Blanks);
        var line = json.IndexOfAny("\r\n"u8) is var end and >= 0 ? json[..end] : json;
        var next = json[line.Length..].TrimStart(Blanks);
        line = line.TrimEnd(" \t,"u8);
        var scan = default(JsonScan);
        var length = scan.Next(line);
        if (scan.IsDone && length == line.Length) return true;
        return next.IsEmpty ? !scan.IsDone : next[0] == '{' && line.Length > 1;
    }

    /// <summary>The names of the members of objects at a depth.</summary>
    private static List<string> Members(ReadOnlySpan<byte> json, int depth)
    {
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var objects = 0;
        var reader = new Utf8JsonReader(json, isFinalBlock: false, new JsonReaderState(Lenient));
        try
        {
            while (objects < ObjectsLookedAt && names.Count < Layout.MaxColumns && reader.Read())
            {
                if (reader.CurrentDepth == depth + 1 && reader.TokenType == JsonTokenType.PropertyName && reader.GetString() is { } name && seen.Add(name)) names.Add(name);
                if (reader.CurrentDepth == depth && reader.TokenType == JsonTokenType.EndObject) objects++;
                if (reader.CurrentDepth < depth && reader.TokenType == JsonTokenType.EndArray) break;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Whatever is wrong is said when its row is read.
        }

        return names;
    }
}
