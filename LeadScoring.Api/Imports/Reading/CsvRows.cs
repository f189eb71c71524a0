using System.Diagnostics;
using System.Text;
using System.Text.Unicode;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>The rows of a CSV file below its header.</summary>
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
        while (rows.Count + records.Count < RowBatch.MaxRows && bytes < RowBatch.MaxBytes && !RowBatch.IsLate(started))
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

    /// <summary>A fault of the file comes after the rows before it.</summary>
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

    /// <summary>Nothing, or nothing but delimiters: spreadsheets write that for rows that were used once.</summary>
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
