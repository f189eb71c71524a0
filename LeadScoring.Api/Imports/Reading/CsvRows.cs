using System.Diagnostics;
using System.Globalization;
using LeadScoring.Api.Http;
using LeadScoring.Api.Imports.Columns;
using LeadScoring.Core.Texts;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>
/// Reads the rows of a CSV file by CsvHelper, from a window of at most a megabyte. If the quotes of a record are not balanced, its first line
/// is rejected with the reason and reading goes on with the next line, so that an open quote does not swallow the records after it.
/// </summary>
internal sealed class CsvRows(TextWindow window, FileFormat format, Layout layout, Column[] columns) : RowSource(format, layout)
{
    private const int RecordsCompared = 10;

    private const string NeverClosed =
        CsvRecords.QuoteOpened + "not closed where a cell ends, so that the rows behind it cannot be told from its text. Close it, and send the file again: what was valid before it counts once.";

    private const string CutOff = "The file ends in the middle of this row: it may be cut off. Send the whole file, what was valid counts once; or, if nothing is missing, put a line break after it.";

    private readonly char _delimiter = format.Delimiter!.Value;
    private long _number;

    /// <summary>Cells of the last complete record.</summary>
    private int _lastCells;

    /// <summary>Characters of an incomplete record that were read in vain, and when: it is not read again for each byte that arrives.</summary>
    private int _incomplete;
    private long _readAt;

    public override long Bytes => window.Bytes;

    protected override long Taken => window.Taken;

    protected override async ValueTask<bool> AddAsync(List<Row> rows, CancellationToken ct)
    {
        if ((IsWorthReading() && ReadWindow(rows)) || await window.MoreAsync(ct)) return true;
        if (window.IsEnded && window.Text.IsEmpty) return false;
        if (window.IsFull) await SkipLongAsync(rows, ct);
        return true;
    }

    private bool IsWorthReading()
    {
        if (window.Text.IsEmpty) return false;
        if (_incomplete == 0 || window.IsEnded || window.IsFull) return true;
        var fresh = window.Text.Span[Math.Min(_incomplete, window.Text.Length)..];
        return fresh.IndexOfAny('\r', '\n') >= 0 && (fresh.Length * 16L >= _incomplete || RowBatch.IsOver(_readAt));
    }

    /// <summary>Reads the complete records of the window, until the batch is full. False when there are none.</summary>
    private bool ReadWindow(List<Row> rows)
    {
        var text = window.Text;
        using var records = new CsvRecords(text, _delimiter);
        (_incomplete, _readAt) = (0, Stopwatch.GetTimestamp());
        var start = 0;
        while (rows.Count < RowBatch.MaxRows && records.Read())
        {
            var isLast = records.End == text.Length;
            var isCut = isLast && !window.IsEnded && text.Span[^1] != '\n';
            var row = isCut ? null : Row(text.Span[start..records.End], records);
            if (isCut || (isLast && !window.IsEnded && records.Fault == CsvRecords.OpenQuote))
            {
                _incomplete = text.Length - start;
                break;
            }

            if (records.Fault is { } fault)
            {
                start += RejectLine(text[start..], rows, fault);
                break;
            }

            if (isLast && row is { Error: null } && records.Count < _lastCells && text.Span[^1] is not ('\n' or '\r')) row = Reading.Row.Wrong(row.Number, text[start..].ToString().AsMemory(), CutOff);
            (_lastCells, _number, start) = (records.Count, _number + 1, records.End);
            if (_number > Format.HeaderRow && row is not null) rows.Add(row);
        }

        window.Take(start);
        return start > 0;
    }

    /// <summary>Null for a blank row: of nothing but delimiters, quotes and white space.</summary>
    private Row? Row(ReadOnlySpan<char> record, CsvRecords records)
    {
        var cells = new Cell[Math.Min(records.Count, columns.Length)];
        var (isBlank, isTooLong) = (true, false);
        for (var i = 0; i < records.Count && records.Fault is null; i++)
        {
            var text = VisibleText.Trim(records.Cell(i));
            if (text is "" or "\u001a") continue; // the latter is what old programs end a file with
            isBlank = false;
            if (i < cells.Length) cells[i] = Cell.Of(FormulaProtection.Remove(text));
            else isTooLong = true;
        }

        if (isBlank || records.Fault is not null) return null;
        var raw = record.ToString().AsMemory();
        var fault = isTooLong ? $"The row has {records.Count} cells, but the header names {columns.Length} columns. Put quotes around a cell that contains a delimiter." : Fault(record);
        return fault is null ? Reading.Row.Of(_number + 1, raw, columns, cells) : Reading.Row.Wrong(_number + 1, raw, fault);
    }

    private string? Fault(ReadOnlySpan<char> raw)
    {
        var at = raw.IndexOfAny('\0', FileEncoding.Invalid);
        if (at < 0) return null;
        return raw[at] == '\0' ? "It contains a NUL character. Remove it." : Format.InvalidBytes;
    }

    private int RejectLine(ReadOnlyMemory<char> text, List<Row> rows, string error)
    {
        var length = LineLength(text.Span) is > 0 and var line ? line : text.Length;
        rows.Add(Reading.Row.Wrong(++_number, new string(text.Span[..length]).AsMemory(), error));
        return length;
    }

    /// <summary>Length of the first line with its end; -1 when it has none.</summary>
    private static int LineLength(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny('\r', '\n');
        if (end < 0) return -1;
        return text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : end + 1;
    }

    /// <summary>The window is full and its record is not complete: either a quote was not closed and the records follow, or it is one long record.</summary>
    private async ValueTask SkipLongAsync(List<Row> rows, CancellationToken ct)
    {
        _incomplete = 0;
        var line = LineLength(window.Text.Span);
        if (line <= 0 || !RecordsFollow(window.Text[line..])) rows.Add(await SkipAsync(ct));
        else window.Take(RejectLine(window.Text, rows, CsvRecords.QuoteOpened + "not closed within a megabyte. Close it, or double a quote that is part of the text."));
    }

    /// <summary>Whether most lines of a text look like records of this file, and not like lines of one long text.</summary>
    private bool RecordsFollow(ReadOnlyMemory<char> text)
    {
        var (lines, alike) = (0, 0);
        while (lines < RecordsCompared && LineLength(text.Span) is > 0 and var length)
        {
            using var records = new CsvRecords(text[..length], _delimiter);
            if (records.Read() && records.Count > 1 && (records.Count == columns.Length || records.Count == _lastCells)) alike++;
            text = text[length..];
            lines++;
        }

        return alike * 2 > lines;
    }

    private async ValueTask<Row> SkipAsync(CancellationToken ct)
    {
        var head = new string(window.Text.Span[..Math.Min(window.Text.Length, Core.Imports.RejectedRow.MaxTextLength)]).AsMemory();
        var (skip, length) = (new CsvSkip(_delimiter), 0L);
        while (true)
        {
            var part = skip.Next(window.Text.Span);
            window.Take(part);
            length += part;
            var ended = skip.IsDone || (window.Text.IsEmpty && !await window.MoreAsync(ct));
            if (skip.IsBroken || (ended && skip.IsInQuotes)) throw new FileFaultException($"Row {_number + 1}: {NeverClosed}");
            if (ended) return Reading.Row.Wrong(++_number, head, string.Create(CultureInfo.InvariantCulture, $"The row is longer than a megabyte: {length:N0} characters in {skip.Lines:N0} lines."));
        }
    }
}

/// <summary>Finds the end of a record that is too long for the window, piece by piece.</summary>
internal sealed class CsvSkip(char delimiter)
{
    private State _state = State.CellStart;

    private enum State { CellStart, Plain, Quoted, QuoteInQuoted, CarriageReturn, Done }

    public bool IsDone => _state == State.Done;

    /// <summary>The quotes are not balanced: what was skipped may be more than one record.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The end of the last piece is inside quotes.</summary>
    public bool IsInQuotes => _state == State.Quoted;

    public long Lines { get; private set; } = 1;

    /// <summary>How much of the piece belongs to the record.</summary>
    public int Next(ReadOnlySpan<char> piece)
    {
        for (var i = 0; i < piece.Length; i++)
        {
            if (_state == State.CarriageReturn)
            {
                _state = State.Done;
                return piece[i] == '\n' ? i + 1 : i;
            }

            if (piece[i] == '\n') Lines++;
            IsBroken |= _state == State.QuoteInQuoted && piece[i] is not ('"' or '\n' or '\r') && piece[i] != delimiter;
            _state = After(piece[i]);
            if (_state == State.Done) return i + 1;
        }

        return piece.Length;
    }

    private State After(char c) => (_state, c) switch
    {
        (State.Quoted, '"') => State.QuoteInQuoted,
        (State.Quoted, _) => State.Quoted,
        (State.QuoteInQuoted, '"') => State.Quoted,
        (_, '\n') => State.Done,
        (_, '\r') => State.CarriageReturn,
        (State.CellStart, '"') => State.Quoted,
        _ when c == delimiter => State.CellStart,
        _ => State.Plain,
    };
}
