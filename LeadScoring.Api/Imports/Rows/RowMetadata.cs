using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadScoring.Api.Http;
using LeadScoring.Api.Imports.Columns;
using LeadScoring.Api.Imports.Reading;

namespace LeadScoring.Api.Imports.Rows;

/// <summary>
/// The metadata of a row: the members that its metadata column has, as they are, then further columns under their own names. The latter are
/// sorted by name: the order of the columns in the file does not matter. Members of the metadata win; of further columns with one name the last.
/// </summary>
internal sealed class RowMetadata
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

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
        var owned = WriteOwn(json);
        for (var i = 0; i < _others.Count; i++)
        {
            var (name, cell) = _others[i];
            if (owned?.Contains(name) == true || (i + 1 < _others.Count && _others[i + 1].Name == name)) continue;
            json.WritePropertyName(name);
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
            case JsonValueKind.Number when !value.TryGetInt64(out _) && value.TryGetDouble(out var number) && IsExactly(number, value.GetRawText()):
                if (number == Math.Truncate(number) && Math.Abs(number) < 1L << 53) writer.WriteNumberValue((long)number);
                else writer.WriteNumberValue(number);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <summary>Whether the number, as it is written shortest, is the one in the text: a double has 17 digits, and JSON any number of them.</summary>
    private static bool IsExactly(double number, string text) =>
        double.IsFinite(number) && Parts(number.ToString("R", CultureInfo.InvariantCulture)) == Parts(text);

    /// <summary>The digits, without zeros around them, and the power of ten of the last one: the same for the same number.</summary>
    private static (string Digits, long Exponent) Parts(string number)
    {
        var end = number.IndexOfAny(['e', 'E']);
        var mantissa = end < 0 ? number : number[..end];
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimEnd('0');
        var significant = digits.TrimStart('-', '0');
        if (significant.Length == 0) return ("", 0);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? mantissa.Length : point;
        var exponent = end >= 0 && long.TryParse(number.AsSpan(end + 1), CultureInfo.InvariantCulture, out var written) ? written : 0;
        return (significant, exponent + whole - digits.Length);
    }

    /// <summary>The names that the metadata column has; null when there is none.</summary>
    private HashSet<string>? WriteOwn(Utf8JsonWriter json)
    {
        if (_own.Kind == JsonTokenType.None) return null;
        using var own = JsonDocument.Parse(_own.Json, new JsonDocumentOptions { MaxDepth = 256 });
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in own.RootElement.EnumerateObject())
        {
            names.Add(member.Name);
            json.WritePropertyName(member.Name);
            json.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
        }

        return names;
    }
}
