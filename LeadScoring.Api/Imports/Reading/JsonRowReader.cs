using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using LeadScoring.Api.Http;
using LeadScoring.Api.Imports.Columns;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>Reads a JSON object as a row: its members are the cells. Rows with the same members in the same order share their columns.</summary>
internal sealed class JsonRowReader(FileFormat format, Layout layout)
{
    private static readonly JsonReaderOptions Reading = new() { MaxDepth = 256, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private readonly bool _isUtf8 = format.Encoding == Encoding.UTF8.WebName;
    private readonly List<Cell> _cells = [];
    private string[] _names = [];
    private Column[] _columns = [];

    public Row Read(long number, ReadOnlyMemory<byte> json)
    {
        if (_isUtf8 ? !Utf8.IsValid(json.Span) : json.Span.IndexOf(FileEncoding.InvalidInUtf8) >= 0) return Row.Wrong(number, json, format.InvalidBytes);
        try
        {
            return ReadObject(number, json, json);
        }
        catch (JsonException e)
        {
            return Repaired(number, json) ?? Row.Wrong(number, json, $"It is not a JSON object: {Reason(e)}");
        }
        catch (InvalidOperationException)
        {
            return Row.Wrong(number, json, "A \\u escape in it is half of a surrogate pair. Send well-formed Unicode.");
        }
    }

    /// <summary>Reads what Python writes for numbers that are none as null; null when that does not help.</summary>
    private Row? Repaired(long number, ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonRepair.WithoutNotNumbers(json.Span) is { } repaired ? ReadObject(number, json, repaired) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private Row ReadObject(long number, ReadOnlyMemory<byte> raw, ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, Reading);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return Row.Wrong(number, raw, "It is not a JSON object.");
        _cells.Clear();
        List<string>? changed = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var i = _cells.Count;
            if (i == Layout.MaxColumns) return Row.Wrong(number, raw, $"It has more than {Layout.MaxColumns} members. Leave out those that scoring does not need.");
            if (changed is null && (i >= _names.Length || !reader.ValueTextEquals(_names[i]))) changed = [.. _names[..i]];
            if (changed is not null)
            {
                var name = reader.GetString()!;
                if (name.Length > Layout.MaxNameLength) return Row.Wrong(number, raw, $"It has a member whose name is longer than {Layout.MaxNameLength} characters: {name[..40]}…");
                changed.Add(name);
            }

            reader.Read();
            _cells.Add(Cell.Read(ref reader, json));
        }

        if (reader.Read()) throw new JsonException("Something follows the object.");
        if (_cells.Count < _names.Length) changed ??= [.. _names[.._cells.Count]];
        if (changed is not null) (_names, _columns) = ([.. changed], layout.Resolve(changed));
        return Row.Of(number, raw, _columns, [.. _cells]);
    }

    /// <summary>Without the zero-based position that .NET appends.</summary>
    private static string Reason(JsonException e)
    {
        var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var reason = end < 0 ? e.Message : e.Message[..end];
        return e.LineNumber is { } line ? $"at line {line + 1}, position {e.BytePositionInLine + 1} of it: {reason}" : reason;
    }
}

/// <summary>Makes JSON of what programs write instead.</summary>
internal static class JsonRepair
{
    private static readonly byte[][] NotNumbers = [.. new[] { "-Infinity", "Infinity", "-inf", "inf", "NaN", "nan", "undefined", "None" }.Select(Encoding.ASCII.GetBytes)];

    /// <summary>With null for <c>NaN</c>, <c>Infinity</c> and the like outside of strings; null when there are none.</summary>
    public static byte[]? WithoutNotNumbers(ReadOnlySpan<byte> json)
    {
        var repaired = new List<byte>(json.Length);
        var (inString, isChanged) = (false, false);
        for (var i = 0; i < json.Length; i++)
        {
            if (inString && json[i] == '\\' && i + 1 < json.Length) repaired.Add(json[i++]);
            else if (json[i] == '"') inString = !inString;
            else if (!inString && Length(json[i..]) is > 0 and var length)
            {
                repaired.AddRange("null"u8);
                i += length - 1;
                isChanged = true;
                continue;
            }

            repaired.Add(json[i]);
        }

        return isChanged ? [.. repaired] : null;
    }

    private static int Length(ReadOnlySpan<byte> json)
    {
        foreach (var word in NotNumbers)
        {
            if (json.StartsWith(word) && (json.Length == word.Length || !char.IsAsciiLetterOrDigit((char)json[word.Length]))) return word.Length;
        }

        return 0;
    }
}
