using System.Globalization;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>
/// Splits CSV into records, one in memory at a time. If the quotes of a record are not balanced, its first line is returned with the reason,
/// and splitting goes on with the next line, so that an open quote does not swallow the records after it.
/// </summary>
internal sealed class CsvRecords(ByteWindow window, byte delimiter)
{
    private const int LinesCompared = 10;

    private const string NeverClosed =
        "A quote is opened and not closed where a cell ends, so that the rows behind it cannot be told from its text. Close it, and send the file again: what was valid before it counts once.";

    /// <summary>Cells of the last complete record.</summary>
    private int _lastCells;

    /// <summary>Number of cells of the header: lines with as many cells are records, other lines may belong to a long cell.</summary>
    public int Columns { get; set; } = 1;

    /// <summary>The next record with its line end; or a line that is no record, and why; null at the end.</summary>
    /// <exception cref="FileFaultException">It cannot be determined where the next record begins.</exception>
    public async ValueTask<(byte[] Raw, string? Error)?> NextAsync(CancellationToken ct)
    {
        while (true)
        {
            var end = Scan(out var length, out var cells);
            switch (end)
            {
                case CsvRecordEnd.Complete when length == 0:
                    return null;
                case CsvRecordEnd.Complete:
                    _lastCells = cells;
                    return (Take(length), null);
                case CsvRecordEnd.NeverClosed:
                    return await LineAsync("A quote is opened and never closed. Close it, or double a quote that is part of the text.", ct);
                case CsvRecordEnd.TextAfterQuote:
                    return await LineAsync("Text follows a closing quote. Double a quote that is part of the text (\"\").", ct);
            }

            if (await window.MoreAsync(ct) || !window.IsFull) continue;
            return end == CsvRecordEnd.InQuotes && RecordsFollow()
                ? await LineAsync("A quote is opened and not closed within a megabyte. Close it, or double a quote that is part of the text.", ct)
                : await SkipAsync(quotes: true, ct);
        }
    }

    private CsvRecordEnd Scan(out int length, out int cells)
    {
        if (!window.IsEmpty) return CsvScan.Next(window.Span, delimiter, window.IsEnded, out length, out cells);
        (length, cells) = (0, 0);
        return window.IsEnded ? CsvRecordEnd.Complete : CsvRecordEnd.Open;
    }

    private byte[] Take(int length)
    {
        var raw = window.Span[..length].ToArray();
        window.Take(length);
        return raw;
    }

    private async ValueTask<(byte[], string?)> LineAsync(string error, CancellationToken ct)
    {
        while (true)
        {
            var length = CsvScan.Line(window.Span, window.IsEnded);
            if (length >= 0) return (Take(length), error);
            if (!await window.MoreAsync(ct) && window.IsFull) return await SkipAsync(quotes: false, ct);
        }
    }

    /// <summary>Whether most lines after the first look like records of this file, and not like lines of one long text.</summary>
    private bool RecordsFollow()
    {
        var (lines, alike) = (0, 0);
        for (var text = AfterLine(window.Span); lines < LinesCompared && !text.IsEmpty; lines++)
        {
            if (CsvScan.Next(text, delimiter, isAll: false, out var length, out var cells) == CsvRecordEnd.Complete && cells > 1 && (cells == Columns || cells == _lastCells))
            {
                alike++;
                text = text[length..];
            }
            else
            {
                text = AfterLine(text);
            }
        }

        return alike * 2 > lines;
    }

    private static ReadOnlySpan<byte> AfterLine(ReadOnlySpan<byte> text) => CsvScan.Line(text, isAll: false) is var line and >= 0 ? text[line..] : [];

    /// <summary>Skips a record that is too long for the window.</summary>
    private async ValueTask<(byte[], string?)> SkipAsync(bool quotes, CancellationToken ct)
    {
        var head = window.Span[..Math.Min(window.Span.Length, Core.Imports.RejectedRow.MaxTextLength)].ToArray();
        var (skip, start) = (new CsvSkip(delimiter, quotes), window.Taken);
        while (true)
        {
            window.Take(skip.Next(window.Span));
            var ended = skip.IsDone || (window.IsEmpty && !await window.MoreAsync(ct));
            if (skip.IsBroken || (ended && skip.IsInQuotes)) throw new FileFaultException(NeverClosed);
            if (ended) return (head, string.Create(CultureInfo.InvariantCulture, $"The row is longer than a megabyte: {window.Taken - start:N0} bytes in {skip.Lines:N0} lines."));
        }
    }
}
