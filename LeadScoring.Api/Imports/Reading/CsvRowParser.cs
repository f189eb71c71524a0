using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>Cells by CsvHelper, and the JSON object that a row is in the API's words.</summary>
internal static class CsvRowParser
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <param name="records">Whole and well-formed, each with at most one line end.</param>
    public static List<SourceRow> ToRows(List<(long Number, byte[] Raw)> records, char delimiter, CsvHeader header)
    {
        var rows = new List<SourceRow>(records.Count);
        if (records.Count == 0) return rows;
        using var parser = Parser(string.Concat(records.Select(r => Text(r.Raw))), delimiter);
        foreach (var (number, raw) in records)
        {
            if (!parser.Read()) throw new InvalidDataException($"The records end before row {number}.");
            rows.Add(ToRow(number, raw, parser.Record!, header));
        }

        return parser.Read() ? throw new InvalidDataException("There are more cells than records.") : rows;
    }

    public static string[] Split(string record, char delimiter)
    {
        using var parser = Parser(record, delimiter);
        return parser.Read() ? parser.Record! : [];
    }

    private static CsvParser Parser(string text, char delimiter) => new(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture)
    {
        Delimiter = delimiter.ToString(),
        Mode = CsvMode.RFC4180,
        BadDataFound = null, // a quote inside a cell without quotes
        IgnoreBlankLines = false,
    });

    private static string Text(ReadOnlySpan<byte> raw) => Encoding.UTF8.GetString(raw) + (raw[^1] is (byte)'\n' or (byte)'\r' ? "" : "\n");

    private static SourceRow ToRow(long number, byte[] raw, string[] cells, CsvHeader header)
    {
        if (cells.Length > header.Count)
        {
            return SourceRow.Wrong(number, raw, $"The row has {cells.Length} cells, but the header names {header.Count} columns. Put quotes around a cell that contains a delimiter.");
        }

        var buffer = new ArrayBufferWriter<byte>(raw.Length + 64);
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            for (var i = 0; i < cells.Length; i++)
            {
                var cell = cells[i].Trim();
                if (cell.Length == 0) continue;
                json.WritePropertyName(header.Names[i]);
                if (header.Names[i] != "metadata") json.WriteStringValue(cell);
                else if (IsJson(cell)) json.WriteRawValue(cell, skipInputValidation: true);
                else return SourceRow.Wrong(number, raw, "metadata: Must be a JSON object, such as {\"page\":\"/pricing\"}, with its quotes doubled in CSV.");
            }

            json.WriteEndObject();
        }

        return new SourceRow(number, raw, buffer.WrittenMemory, null);
    }

    private static bool IsJson(string cell)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(cell), new JsonReaderOptions { MaxDepth = 256 });
            while (reader.Read())
            {
                // It throws at the first fault.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
