namespace LeadScoring.Api.Imports.Reading;

/// <summary>
/// Finds where a CSV record ends (RFC 4180; \n, \r\n and \r end lines); CsvHelper reads the cells. A quote opens a quoted cell only at the
/// beginning of the cell; elsewhere it is an ordinary character.
/// </summary>
internal static class CsvScan
{
    /// <param name="text">From the beginning of a record.</param>
    /// <param name="delimiter">Between cells.</param>
    /// <param name="isAll">Nothing follows the text.</param>
    /// <param name="length">Of the record with its line end, if it is complete.</param>
    /// <param name="cells">How many cells were found.</param>
    public static CsvRecordEnd Next(ReadOnlySpan<byte> text, byte delimiter, bool isAll, out int length, out int cells)
    {
        (length, cells) = (0, 1);
        for (var i = 0; ;)
        {
            if (i < text.Length && text[i] == '"')
            {
                var closed = AfterQuoted(text, i + 1);
                if (closed < 0) return isAll ? CsvRecordEnd.NeverClosed : CsvRecordEnd.InQuotes;
                i = closed;
                if (i < text.Length && text[i] != delimiter && text[i] is not ((byte)'\n' or (byte)'\r')) return CsvRecordEnd.TextAfterQuote;
            }

            var next = text[i..].IndexOfAny(delimiter, (byte)'\n', (byte)'\r');
            if (next < 0)
            {
                length = text.Length;
                return isAll ? CsvRecordEnd.Complete : CsvRecordEnd.Open;
            }

            i += next + 1;
            if (text[i - 1] == delimiter)
            {
                cells++;
                continue;
            }

            // Whether a \n follows the \r decides where the next record begins.
            if (text[i - 1] == '\r' && i == text.Length && !isAll) return CsvRecordEnd.Open;
            if (text[i - 1] == '\r' && i < text.Length && text[i] == '\n') i++;
            length = i;
            return CsvRecordEnd.Complete;
        }
    }

    /// <summary>Length of the first line with its end, quotes or not; -1 when it has none.</summary>
    public static int Line(ReadOnlySpan<byte> text, bool isAll)
    {
        var end = text.IndexOfAny((byte)'\n', (byte)'\r');
        if (end < 0) return isAll ? text.Length : -1;
        if (text[end] == '\n') return end + 1;
        if (end + 1 == text.Length) return isAll ? end + 1 : -1;
        return text[end + 1] == '\n' ? end + 2 : end + 1;
    }

    /// <summary>The index after the closing quote; -1 if there is none yet.</summary>
    private static int AfterQuoted(ReadOnlySpan<byte> text, int i)
    {
        while (true)
        {
            var quote = text[i..].IndexOf((byte)'"');
            if (quote < 0) return -1;
            i += quote + 1;
            if (i == text.Length || text[i] != '"') return i;
            i++;
        }
    }
}

internal enum CsvRecordEnd
{
    /// <summary>The record is complete.</summary>
    Complete,

    /// <summary>More text is needed, outside quotes.</summary>
    Open,

    /// <summary>More text is needed: a quoted cell is open.</summary>
    InQuotes,

    /// <summary>The text ends inside quotes.</summary>
    NeverClosed,

    /// <summary>Something other than a delimiter follows a closing quote.</summary>
    TextAfterQuote,
}

/// <summary>Finds the end of a record that is too long for the window, piece by piece.</summary>
/// <param name="delimiter">Between cells.</param>
/// <param name="quotes">False: the first line end is the end.</param>
internal sealed class CsvSkip(byte delimiter, bool quotes)
{
    private State _state = quotes ? State.CellStart : State.Plain;

    private enum State { CellStart, Plain, Quoted, QuoteInQuoted, CarriageReturn, Done }

    public bool IsDone => _state == State.Done;

    /// <summary>The quotes are not balanced: what was skipped may be more than one record.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The end of the last piece is inside quotes.</summary>
    public bool IsInQuotes => _state == State.Quoted;

    public long Lines { get; private set; } = 1;

    /// <summary>How much of the piece belongs to the record.</summary>
    public int Next(ReadOnlySpan<byte> piece)
    {
        for (var i = 0; i < piece.Length; i++)
        {
            if (_state == State.CarriageReturn)
            {
                _state = State.Done;
                return piece[i] == '\n' ? i + 1 : i;
            }

            if (piece[i] == '\n') Lines++;
            IsBroken |= _state == State.QuoteInQuoted && piece[i] is not ((byte)'"' or (byte)'\n' or (byte)'\r') && piece[i] != delimiter;
            _state = After(piece[i]);
            if (_state == State.Done) return i + 1;
        }

        return piece.Length;
    }

    private State After(byte b) => (_state, b) switch
    {
        (State.Quoted, (byte)'"') => State.QuoteInQuoted,
        (State.Quoted, _) => State.Quoted,
        (State.QuoteInQuoted, (byte)'"') => State.Quoted,
        (_, (byte)'\n') => State.Done,
        (_, (byte)'\r') => State.CarriageReturn,
        (State.CellStart, (byte)'"') => State.Quoted,
        (_, var c) when c == delimiter && quotes => State.CellStart,
        _ => State.Plain,
    };
}
