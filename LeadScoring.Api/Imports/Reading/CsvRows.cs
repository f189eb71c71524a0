using System.Diagnostics;
using System.Globalization;
using CsvHelper;
using LeadScoring.Api.Http;
using LeadScoring.Api.Imports.Columns;
using LeadScoring.Core.Texts;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>
/// Reads the rows of a CSV file by CsvHelper, from a window of at most a megabyte. If the quotes of a record are not balanced, its first line
/// is rejected with the reason and reading goes on with the next line, so that an open quote does not swallow the records after it.
/// </summary>
internal sealed class CsvRows(TextWindow window, FileFormat format, Layout layout, Column[] columns) : IRowSource
{
    private const int RecordsCompared = 10;

    private const string NeverClosed =
        "A quote is opened and not closed where a cell ends, so that the rows behind it cannot be told from its text. Close it, and send the file again: what was valid before it counts once.";

    private const string OpenQuote = "A quote is opened and never closed. Close it, or double a quote that is part of the text.";

    private readonly char _delimiter = format.Delimiter!.Value;
    private FileFaultException? _fault;
    private string? _badQuote;
    private long _number;

    /// <summary>Cells of the last complete record.</summary>
    private int _lastCells;

    /// <summary>Characters of an incomplete record that were read in vain, and when: it is not read again for each byte that arrives.</summary>
    private int _incomplete;
    private long _readAt;

    public FileFormat Format => format;

    public Layout Layout => layout;

    public long Bytes => window.Bytes;

    public async Task<List<Row>> ReadAsync(CancellationToken ct)
    {
        var rows = new List<Row>();
        var (length, started) = (0, Stopwatch.GetTimestamp());
        while (_fault is null && rows.Count < RowBatch.MaxRows && length < RowBatch.MaxLength && (rows.Count == 0 || !RowBatch.IsOver(started)))
        {
            var taken = IsWorthReading() ? ReadWindow(rows) : 0;
            length += taken;
            if (taken > 0 || await window.MoreAsync(ct)) continue;
            if (window.IsEnded && window.Text.IsEmpty) break;
            if (window.IsFull) await SkipLongAsync(rows, ct);
        }

        return rows.Count == 0 && _fault is not null ? throw _fault : rows;
    }

    /// <summary>Why the quotes of a cell are wrong; null for a quote in the middle of a cell that does not begin with one.</summary>
    public static string? QuoteFault(string cell)
    {
        if (!cell.StartsWith('"')) return null;
        return cell.AsSpan().Count('"') % 2 == 0
            ? "Text follows a closing quote. Double a quote that is part of the text (\"\")."
            : OpenQuote;
    }

    private bool IsWorthReading()
    {
        if (window.Text.IsEmpty) return false;
        if (_incomplete == 0 || window.IsEnded || window.IsFull) return true;
        var fresh = window.Text.Span[Math.Min(_incomplete, window.Text.Length)..];
        return fresh.IndexOfAny('\r', '\n') >= 0 && (fresh.Length * 16L >= _incomplete || RowBatch.IsOver(_readAt));
    }

    /// <summary>Reads the complete records of the window, until the batch is full. Returns how many characters they have.</summary>
    private int ReadWindow(List<Row> rows)
    {
        var text = window.Text;
        using var parser = CsvFormat.Parser(text, _delimiter, found => _badQuote ??= QuoteFault(found.Field));
        (_incomplete, _readAt) = (0, Stopwatch.GetTimestamp());
        var start = 0;
        while (rows.Count < RowBatch.MaxRows && parser.Read())
        {
            var end = (int)parser.CharCount;
            _badQuote = null;
            var cells = new string[parser.Count];
            for (var i = 0; i < cells.Length; i++) cells[i] = parser[i];
            if (end == text.Length && !window.IsEnded && (text.Span[^1] != '\n' || _badQuote == OpenQuote))
            {
                _incomplete = text.Length - start;
                break;
            }

            if (_badQuote is not null)
            {
                start += RejectLine(text[start..], rows, _badQuote);
                break;
            }

            (_lastCells, _number, start) = (cells.Length, _number + 1, end);
            if (_number > format.HeaderRow && Row(cells, parser) is { } row) rows.Add(row);
        }

        window.Take(start);
        return start;
    }

    /// <summary>Null for a blank row: of nothing but delimiters, quotes and white space.</summary>
    private Row? Row(string[] texts, CsvParser parser)
    {
        var raw = parser.RawRecord;
        var cells = new Cell[Math.Min(texts.Length, columns.Length)];
        var isBlank = true;
        for (var i = 0; i < texts.Length; i++)
        {
            var text = VisibleText.Trim(texts[i]);
            if (text is "" or "\u001a") continue; // the latter is what old programs end a file with
            isBlank = false;
            if (i >= columns.Length) return Reading.Row.Wrong(_number, raw.AsMemory(), $"The row has {texts.Length} cells, but the header names {columns.Length} columns. Put quotes around a cell that contains a delimiter.");
            cells[i] = Cell.Of(FormulaProtection.Remove(text));
        }

        if (isBlank) return null;
        return Fault(raw) is { } fault ? Reading.Row.Wrong(_number, raw.AsMemory(), fault) : Reading.Row.Of(_number, raw.AsMemory(), columns, cells);
    }

    private string? Fault(ReadOnlySpan<char> raw)
    {
        var at = raw.IndexOfAny('\0', FileEncoding.Invalid);
        if (at < 0) return null;
        return raw[at] == '\0' ? "It contains a NUL character. Remove it."
            : $"It contains bytes that are not {format.Encoding.ToUpperInvariant()}. Save the file as UTF-8 (in a spreadsheet: CSV UTF-8).";
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

    /// <summary>
    /// The window is full and its record is not complete: either a quote was not closed and the records follow, or it is one long record. An error
    /// that ends the file is kept until the rows before it have been returned.
    /// </summary>
    private async ValueTask SkipLongAsync(List<Row> rows, CancellationToken ct)
    {
        try
        {
            var line = LineLength(window.Text.Span);
            if (line > 0 && RecordsFollow(window.Text[line..]))
            {
                window.Take(RejectLine(window.Text, rows, "A quote is opened and not closed within a megabyte. Close it, or double a quote that is part of the text."));
                _incomplete = 0;
            }
            else
            {
                rows.Add(await SkipAsync(ct));
            }
        }
        catch (FileFaultException fault)
        {
            _fault = new FileFaultException($"Row {_number + 1}: {fault.Message}");
        }
    }

    /// <summary>Whether most lines of a text look like records of this file, and not like lines of one long text.</summary>
    private bool RecordsFollow(ReadOnlyMemory<char> text)
    {
        var (lines, alike) = (0, 0);
        while (lines < RecordsCompared && LineLength(text.Span) is > 0 and var length)
        {
            using var parser = CsvFormat.Parser(text[..length], _delimiter);
            if (parser.Read() && parser.Count > 1 && (parser.Count == columns.Length || parser.Count == _lastCells)) alike++;
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
            if (skip.IsBroken || (ended && skip.IsInQuotes)) throw new FileFaultException(NeverClosed);
            if (!ended) continue;
            _incomplete = 0;
            return Reading.Row.Wrong(++_number, head, string.Create(CultureInfo.InvariantCulture, $"The row is longer than a megabyte: {length:N0} characters in {skip.Lines:N0} lines."));
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
