using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadScoring.Api.Http;
using LeadScoring.Api.Imports.Columns;
using LeadScoring.Api.Imports.Reading;

namespace LeadScoring.Api.Imports.Rows;

/// <summary>
/// The metadata of a row: the members that its metadata column has, as they are, then further columns under their own names. The latter are
/// sorted by name: the order of the columns in the file does not matter. A further column that
/// says something else than the member of its name is called "name (column)"; of several with one name the last counts.
/// </summary>
internal sealed class RowMetadata
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>A number with so many digits, but for zeros at its end, is the only one that a double writes with them.</summary>
    private const int ExactDigits = 15;

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly List<(string Name, Cell Cell)> _others = [];
    private Cell _own;

    /// <summary>Whether there is anything but what the metadata column holds.</summary>
    public bool HasOthers => _others.Count > 0;

    /// <summary>The metadata column, as it is; empty when there is none.</summary>
    public Cell Own => _own;

    /// <summary>Whether <see cref="Write"/> gives the canonical form: of texts alone, as CSV has them.</summary>
    public bool IsCanonical => _own.Kind == JsonTokenType.None && _others.TrueForAll(o => o.Cell.Json.IsEmpty);

    /// <summary>Levels of objects and arrays in all of it.</summary>
    public int Depth => Math.Max(_own.Depth, _others.Count == 0 ? 0 : _others.Max(o => o.Cell.Depth + (o.Cell.Kind is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0)));

    /// <summary>For the next row.</summary>
    public void Clear()
    {
        _others.Clear();
        _own = default;
    }

    /// <returns>False: it is no JSON object.</returns>
    public bool SetOwn(in Cell cell)
    {
        var own = cell;
        if (cell.Text is { } text && !Cell.TryParse(text, out own)) return false;
        if (own.Kind == JsonTokenType.StartObject) _own = own;
        return own.Kind == JsonTokenType.StartObject || own.IsEmpty;
    }

    public void Add(string name, in Cell cell) => _others.Add((name, cell));

    /// <summary>All of it as a JSON object; valid until the next call.</summary>
    public ReadOnlySpan<byte> Write()
    {
        _others.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        _buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_buffer, Writing);
        json.WriteStartObject();
        var own = WriteOwn(json);
        for (var i = 0; i < _others.Count; i++)
        {
            var (name, cell) = _others[i];
            if (i + 1 < _others.Count && _others[i + 1].Name == name) continue;
            if (own is null || !own.TryGetValue(name, out var value)) json.WritePropertyName(name);
            else if (cell.AnyText is { } text && text == value) continue;
            else json.WritePropertyName(name + " (column)");
            if (cell.Json.IsEmpty) json.WriteStringValue(cell.Text);
            else json.WriteRawValue(cell.Json.Span, skipInputValidation: true);
        }

        json.WriteEndObject();
        json.Flush();
        return _buffer.WrittenSpan;
    }

    /// <summary>
    /// A JSON text in one form, however it was written: members sorted by name, no white space, one spelling for each string and number.
    /// </summary>
    public static string Canonical(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        var buffer = new ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(buffer, Writing)) WriteCanonical(writer, document.RootElement);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteCanonical(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    WriteCanonical(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in value.EnumerateArray()) WriteCanonical(writer, element);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(value.GetString());
                break;
            case JsonValueKind.Number when !value.TryGetInt64(out _) && value.TryGetDouble(out var number) && double.IsFinite(number) && value.GetRawText().TrimEnd('0').Count(char.IsAsciiDigit) <= ExactDigits:
                if (number == Math.Truncate(number) && Math.Abs(number) < 1L << 53) writer.WriteNumberValue((long)number);
                else writer.WriteNumberValue(number);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <summary>The members that the metadata column has: texts as they are, other values as JSON; null when there is none.</summary>
    private Dictionary<string, string>? WriteOwn(Utf8JsonWriter json)
    {
        if (_own.Kind == JsonTokenType.None) return null;
        using var own = JsonDocument.Parse(_own.Json, new JsonDocumentOptions { MaxDepth = 256 });
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in own.RootElement.EnumerateObject())
        {
            members[member.Name] = member.Value.ToString();
            json.WritePropertyName(member.Name);
            json.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
        }

        return members;
    }
}
