using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeadScoring.Api.Http;

/// <summary>Says where a body stops being JSON. Only runs on a body that is known to be broken, so the good ones pay nothing.</summary>
internal static class JsonFault
{
    public const string Root = "$";

    /// <summary>The problem that names path, line and position, both from 1; null when the text is JSON after all.</summary>
    public static ProblemHttpResult? Find(ReadOnlySpan<byte> json, int maxDepth)
    {
        var path = new JsonPath();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            while (reader.Read()) path.Follow(ref reader);
            return null;
        }
        catch (JsonException e)
        {
            return Problems.Invalid(path.ToString(), $"Not JSON at line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}: {Reason(e)}");
        }
        catch (InvalidOperationException)
        {
            return Problems.Invalid(path.ToString(), $"Not JSON at byte {reader.TokenStartIndex + 1}: a \\u escape is half of a surrogate pair.");
        }
    }

    public static ProblemHttpResult NotUtf8(ReadOnlySpan<byte> bytes)
    {
        Utf8.ToUtf16(bytes, new char[bytes.Length], out var valid, out _, replaceInvalidSequences: false);
        var line = bytes[..valid].Count((byte)'\n') + 1;
        var position = valid - bytes[..valid].LastIndexOf((byte)'\n');
        return Problems.Invalid(Root, $"Not UTF-8 at line {line}, position {position}. Send JSON in UTF-8.");
    }

    /// <summary>Without the zero-based position that .NET appends, which would contradict ours.</summary>
    private static string Reason(JsonException e)
    {
        var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? e.Message : e.Message[..end];
    }
}

/// <summary>Where a reader is: <c>events[3].metadata.page</c>, or <c>$</c> for the whole.</summary>
internal sealed class JsonPath
{
    private const int MaxNameLength = 64;
    private readonly List<Level> _levels = [];
    private string? _property;

    public void Follow(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _property = Name(reader.GetString()!);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                _levels.Add(new Level(_property, reader.TokenType == JsonTokenType.StartArray));
                _property = null;
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _levels.RemoveAt(_levels.Count - 1);
                ValueRead();
                break;
            default:
                ValueRead();
                break;
        }
    }

    public override string ToString()
    {
        var path = "";
        for (var i = 0; i < _levels.Count; i++)
        {
            path = Join(path, _levels[i].Property);
            if (_levels[i].IsArray) path += string.Create(CultureInfo.InvariantCulture, $"[{_levels[i].Index}]");
        }

        path = Join(path, _property);
        return path.Length == 0 ? JsonFault.Root : path;
    }

    private static string Join(string path, string? name) => name is null ? path : path.Length == 0 ? name : $"{path}.{name}";

    private static string Name(string name) => name.Length <= MaxNameLength ? name : name[..MaxNameLength] + "…";

    private void ValueRead()
    {
        _property = null;
        if (_levels.Count > 0 && _levels[^1] is { IsArray: true } array) array.Index++;
    }

    private sealed class Level(string? property, bool isArray)
    {
        public string? Property => property;

        public bool IsArray => isArray;

        public int Index { get; set; }
    }
}
