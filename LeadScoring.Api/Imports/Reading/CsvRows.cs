using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using CsvHelper;
using CsvHelper.Configuration;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>Reads the rows of a CSV file, after its header.</summary>
internal sealed class CsvRows : IRowSource
{
    private static readonly byte[] Delimiters = [(byte)',', (byte)';', (byte)'\t', (byte)'|'];

    private readonly ByteWindow _window;
    private readonly CsvRecords _records;
    private readonly char _delimiter;
    private readonly byte[] _blank;
    private CsvHeader _header = null!;
    private FileFaultException? _fault;
    private long _number;

    private CsvRows(ByteWindow window, byte delimiter) => (_window, _records, _delimiter, _blank) = (window, new CsvRecords(window, delimiter), (char)delimiter, [delimiter, .. " \t\r\n"u8]);

    public string Format => "csv";

    public IReadOnlyList<string> Columns => _header.Names;

    public long Bytes => _window.Taken;

    /// <exception cref="FileFaultException">There is no usable header.</exception>
    public static async Task<CsvRows> OpenAsync(ByteWindow window, CancellationToken ct)
    {
        byte? declaredBefore = null;
        for (var number = 0; ; number++)
        {
            var line = await LineAsync(window, ct);
            var text = window.Span[..line];
            var declared = Declared(text);
            if (declared is null && text.IndexOfAnyExcept(" \t\r\n"u8) >= 0)
            {
                var rows = new CsvRows(window, declaredBefore ?? Detect(text)) { _number = number };
                await rows.ReadHeaderAsync(ct);
                return rows;
            }

            if (line == 0) throw new FileFaultException("The file has no rows.");
            declaredBefore ??= declared;
            window.Take(line);
        }
    }

    private static async ValueTask<int> LineAsync(ByteWindow window, CancellationToken ct)
    {
        int line;
        while ((line = CsvScan.Line(window.Span, window.IsEnded)) < 0)
        {
            if (!await window.MoreAsync(ct) && window.IsFull) throw new FileFaultException("The first line, which must name the columns, is longer than a megabyte.");
        }

        return line;
    }

    /// <summary>Spreadsheets may say <c>sep=;</c> in a line of its own before the header.</summary>
    private static byte? Declared(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd("\r\n"u8);
        return line.Length == 5 && line.StartsWith("sep="u8) && Delimiters.Contains(line[4]) ? line[4] : null;
    }

    public async Task<List<SourceRow>> ReadAsync(CancellationToken ct)
    {
        var rows = new List<SourceRow>();
        var records = new List<(long Number, byte[] Raw)>();
        var (bytes, started) = (0, Stopwatch.GetTimestamp());
        while (rows.Count + records.Count < RowBatch.MaxRows && bytes < RowBatch.MaxBytes && !RowBatch.IsOver(started))
        {
            if (await NextAsync(ct) is not var (raw, error)) break;
            _number++;
            bytes += raw.Length;
            error ??= Fault(raw);
            if (error is not null) rows.Add(SourceRow.Wrong(_number, raw, error));
            else if (!IsBlank(raw)) records.Add((_number, raw));
        }

        rows.AddRange(CsvRowParser.ToRows(records, _delimiter, _header));
        rows.Sort((a, b) => a.Number.CompareTo(b.Number));
        if (rows.Count == 0 && _fault is not null) throw _fault;
        return rows.Count > 0 || bytes == 0 ? rows : await ReadAsync(ct); // nothing but blank lines
    }

    /// <summary>An error that ends the file is kept until the rows before it have been returned.</summary>
    private async ValueTask<(byte[] Raw, string? Error)?> NextAsync(CancellationToken ct)
    {
        try
        {
            return _fault is null ? await _records.NextAsync(ct) : null;
        }
        catch (FileFaultException fault)
        {
            _fault = new FileFaultException($"Row {_number + 1}: {fault.Message}");
            return null;
        }
    }

    private async Task ReadHeaderAsync(CancellationToken ct)
    {
        while (await _records.NextAsync(ct) is var (raw, error))
        {
            _number++;
            if (error is null && IsBlank(raw)) continue;
            if ((error ?? Fault(raw)) is { } fault) throw new FileFaultException($"Row {_number}, which must name the columns, cannot be read. {fault}");
            _header = CsvHeader.Read(CsvRowParser.Split(Encoding.UTF8.GetString(raw), _delimiter));
            _records.Columns = _header.Count;
            return;
        }

        throw new FileFaultException("The file has no rows.");
    }

    private static string? Fault(ReadOnlySpan<byte> raw)
    {
        if (raw.Contains((byte)0)) return "It contains a NUL character. Remove it.";
        return Utf8.IsValid(raw) ? null : "It contains bytes that are not UTF-8. Save the file as UTF-8 (in a spreadsheet: CSV UTF-8).";
    }

    /// <summary>Empty, or nothing but delimiters: spreadsheets write such lines for rows that were cleared.</summary>
    private bool IsBlank(ReadOnlySpan<byte> raw) => raw.IndexOfAnyExcept(_blank) < 0;

    /// <summary>The most frequent candidate outside quotes in the first line; a comma when there is none.</summary>
    private static byte Detect(ReadOnlySpan<byte> line)
    {
        Span<int> counts = stackalloc int[Delimiters.Length];
        var quoted = false;
        foreach (var b in line)
        {
            if (b == '"') quoted = !quoted;
            else if (!quoted && Delimiters.IndexOf(b) is var i and >= 0) counts[i]++;
        }

        var best = 0;
        for (var i = 1; i < counts.Length; i++)
        {
            if (counts[i] > counts[best]) best = i;
        }

        return Delimiters[best];
    }
}

/// <summary>Splits records into cells by CsvHelper, and turns them into JSON objects in the API's terms.</summary>
internal static class CsvRowParser
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <param name="records">Complete and well-formed; each ends with at most one line end.</param>
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
                // Read throws at the first error.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
