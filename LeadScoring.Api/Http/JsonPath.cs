using System.Globalization;
using System.Text.Json;

namespace LeadScoring.Api.Http;

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
