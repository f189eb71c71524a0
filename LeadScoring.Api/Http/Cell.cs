using System.Text;
using System.Text.Json;

namespace LeadScoring.Api.Http;

/// <summary>A value as it was sent: a text, of a CSV cell or of a JSON string, or another JSON value.</summary>
internal readonly struct Cell
{
    private Cell(JsonTokenType kind, string? text, ReadOnlyMemory<byte> json, int depth) => (Kind, Text, Json, Depth) = (kind, text, json, depth);

    /// <summary>None for a value that was left out.</summary>
    public JsonTokenType Kind { get; }

    /// <summary>Null for a JSON value that is no string.</summary>
    public string? Text { get; }

    /// <summary>The value as it stands in JSON; empty for a CSV cell. As long as the body, or the row, is in memory.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>Levels of objects and arrays in it: 0 for <c>5</c> and <c>{}</c>, 1 for <c>{"a":{}}</c>.</summary>
    public int Depth { get; }

    /// <summary>Left out, null, or a text of nothing but white space: all the same, everywhere.</summary>
    public bool IsEmpty => Text is null ? Kind is JsonTokenType.None or JsonTokenType.Null : Text.AsSpan().IsWhiteSpace();

    /// <summary>The text; or a number, true or false as it is written.</summary>
    public string? AnyText => Text ?? (Kind is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False ? Encoding.UTF8.GetString(Json.Span) : null);

    public static Cell Of(string text) => new(JsonTokenType.String, text, default, 0);

    /// <param name="reader">At the first token of the value; left at its last.</param>
    /// <param name="json">All that the reader reads.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="InvalidOperationException">It is a string with half of a surrogate pair.</exception>
    public static Cell Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        var (kind, start, depth) = (reader.TokenType, (int)reader.TokenStartIndex, reader.CurrentDepth);
        var text = kind == JsonTokenType.String ? reader.GetString() : null;
        var deepest = depth;
        if (kind is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.CurrentDepth > depth) deepest = Math.Max(deepest, reader.CurrentDepth);
        }

        return new(kind, text, json[start..(int)reader.BytesConsumed], deepest - depth);
    }

    /// <summary>The JSON value that the text holds; false if it holds none.</summary>
    public static bool TryParse(string text, out Cell cell)
    {
        cell = default;
        try
        {
            ReadOnlyMemory<byte> json = Encoding.UTF8.GetBytes(text);
            var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = 256 });
            reader.Read();
            cell = Read(ref reader, json);
            return !reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
