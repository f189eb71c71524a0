namespace LeadScoring.Api.Imports.Reading;

/// <summary>
/// Finds where a CSV record ends (RFC 4180; \n, \r\n and \r end lines), and nothing else: CsvHelper reads the cells. A quote opens
/// only at the beginning of a cell; inside another it is a character like any other.
/// </summary>
internal static class CsvScan
{
    /// <param name="text">From the beginning of a record.</param>
    /// <param name="delimiter">Between cells.</param>
    /// <param name="isAll">Nothing follows the text.</param>
    /// <param name="length">Of the record with its line end, when it is whole.</param>
    /// <param name="cells">How many cells were seen.</param>
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
                return isAll ? CsvRecordEnd.Whole : CsvRecordEnd.Open;
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
            return CsvRecordEnd.Whole;
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

    /// <summary>Behind the closing quote; -1 when there is none yet, or it may still turn out to be a doubled one.</summary>
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
