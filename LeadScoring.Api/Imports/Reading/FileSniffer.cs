using System.Text;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>
/// Tells what a file is by its first bytes, whatever its name says. UTF-16 (what spreadsheets call Unicode text) is turned into
/// UTF-8 on the way.
/// </summary>
internal static class FileSniffer
{
    private const int HeadBytes = 4096;

    private static readonly (byte[] Magic, string What)[] Others =
    [
        ([0x50, 0x4b, 0x03, 0x04], "an Excel workbook or a ZIP archive"), ([0xd0, 0xcf, 0x11, 0xe0], "an old Excel workbook"),
        ([0x1f, 0x8b], "compressed (gzip)"), ([0x25, 0x50, 0x44, 0x46], "a PDF"), ([0xff, 0xfe, 0x00, 0x00], "UTF-32 text"),
        ([0x89, 0x50, 0x4e, 0x47], "a picture"),
    ];

    /// <exception cref="FileFaultException">It is neither CSV nor JSON.</exception>
    public static async Task<IRowSource> OpenAsync(Stream file, CancellationToken ct)
    {
        var head = new byte[HeadBytes];
        var length = await file.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, ct);
        head = head[..length];
        if (length == 0) throw new FileFaultException("The file is empty.");
        foreach (var (magic, what) in Others)
        {
            if (head.AsSpan().StartsWith(magic)) throw new FileFaultException($"The file is {what}. Send CSV (in a spreadsheet: save as CSV UTF-8), a JSON array, or a JSON object per line.");
        }

        Stream whole = new PrefixedStream(head, file);
        if (Utf16(head) is { } encoding) whole = Encoding.CreateTranscodingStream(whole, encoding, Encoding.UTF8);
        var window = new ByteWindow(whole);
        return await FirstCharacterAsync(window, ct) switch
        {
            (byte)'[' => new JsonArrayRows(window),
            (byte)'{' => new JsonLineRows(window),
            null => throw new FileFaultException("The file has no rows."),
            _ => await CsvRows.OpenAsync(window, ct),
        };
    }

    /// <summary>By its byte order mark, or by the zeros between Latin letters.</summary>
    private static UnicodeEncoding? Utf16(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((byte[])[0xff, 0xfe])) return Strict(bigEndian: false);
        if (head.StartsWith((byte[])[0xfe, 0xff])) return Strict(bigEndian: true);
        var (even, odd, pairs) = (0, 0, head.Length / 2);
        for (var i = 0; i < pairs; i++)
        {
            if (head[2 * i] == 0) even++;
            if (head[(2 * i) + 1] == 0) odd++;
        }

        if (pairs < 4) return null;
        if (odd > pairs / 2 && even == 0) return Strict(bigEndian: false);
        return even > pairs / 2 && odd == 0 ? Strict(bigEndian: true) : null;
    }

    private static UnicodeEncoding Strict(bool bigEndian) => new(bigEndian, byteOrderMark: true, throwOnInvalidBytes: true);

    /// <summary>Takes off the byte order mark and white space before it; null when there is nothing else.</summary>
    private static async Task<byte?> FirstCharacterAsync(ByteWindow window, CancellationToken ct)
    {
        while (window.Span.Length < 3 && await window.MoreAsync(ct))
        {
            // A byte order mark has three bytes.
        }

        if (window.Span.StartsWith(Encoding.UTF8.Preamble)) window.Take(Encoding.UTF8.Preamble.Length);
        while (true)
        {
            var blank = window.Span.IndexOfAnyExcept(" \t\r\n"u8);
            if (blank >= 0) return window.Span[blank];
            if (window.IsFull) throw new FileFaultException("The file begins with a megabyte of white space.");
            if (!await window.MoreAsync(ct)) return null;
        }
    }
}
