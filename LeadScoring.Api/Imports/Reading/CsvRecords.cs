using System.Globalization;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>
/// Cuts CSV into records, each in memory only for itself. A record whose quotes do not add up is given back as one line with the
/// reason, and cutting goes on at the next line, so that an open quote cannot swallow the records behind it.
/// </summary>
internal sealed class CsvRecords(ByteWindow window, byte delimiter)
{
    private const int LinesLookedAt = 10;

    private const string NeverClosed =
        "A quote is opened and not closed where a cell ends, so that the rows behind it cannot be told from its text. Close it, and send the file again: what was valid before it counts once.";

    private int _usual;

    /// <summary>Cells of the header: tells records from the lines of a long cell.</summary>
    public int Columns { get; set; } = 1;

    /// <summary>The next record with its line end; or a line that is none, and why; null at the end.</summary>
    /// <exception cref="FileFaultException">Where the next record begins cannot be told.</exception>
    public async ValueTask<(byte[] Raw, string? Error)?> NextAsync(CancellationToken ct)
    {
        while (true)
        {
            var end = Look(out var length, out var cells);
            switch (end)
            {
                case CsvRecordEnd.Whole when length == 0:
                    return null;
                case CsvRecordEnd.Whole:
                    _usual = cells;
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

    private CsvRecordEnd Look(out int length, out int cells)
    {
        if (!window.IsEmpty) return CsvScan.Next(window.Span, delimiter, window.IsEnded, out length, out cells);
        (length, cells) = (0, 0);
        return window.IsEnded ? CsvRecordEnd.Whole : CsvRecordEnd.Open;
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

    /// <summary>Whether what stands behind the first line looks like records of this file rather than like one long text.</summary>
    private bool RecordsFollow()
    {
        var (lines, alike) = (0, 0);
        for (var text = AfterLine(window.Span); lines < LinesLookedAt && !text.IsEmpty; lines++)
        {
            if (CsvScan.Next(text, delimiter, isAll: false, out var length, out var cells) == CsvRecordEnd.Whole && cells > 1 && (cells == Columns || cells == _usual))
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

    /// <summary>Reads over a record that does not fit.</summary>
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
