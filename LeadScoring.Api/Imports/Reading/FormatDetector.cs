using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>Detects the format of a file by its first bytes; its name does not matter. UTF-16 (in spreadsheets: Unicode text) is transcoded to UTF-8.</summary>
internal static class FormatDetector
{
    private const int HeadBytes = 4096;
    private const int BufferBytes = 64 * 1024;

    private static readonly (byte[] Magic, string What)[] Others =
    [
        ([0x50, 0x4b, 0x03, 0x04], "an Excel workbook or a ZIP archive"), ([0xd0, 0xcf, 0x11, 0xe0], "an old Excel workbook"),
        ([0x1f, 0x8b], "compressed (gzip)"), ([0x25, 0x50, 0x44, 0x46], "a PDF"), ([0xff, 0xfe, 0x00, 0x00], "UTF-32 text"),
        ([0x89, 0x50, 0x4e, 0x47], "a picture"),
    ];

    /// <exception cref="FileFaultException">It is neither CSV nor JSON.</exception>
    public static async Task<IRowSource> OpenAsync(Stream file, CancellationToken ct)
    {
        var pipe = PipeReader.Create(file, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true));
        var read = await pipe.ReadAtLeastAsync(HeadBytes, ct);
        var head = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, HeadBytes)).ToArray();
        pipe.AdvanceTo(read.Buffer.Start);
        if (head.Length == 0) throw new FileFaultException("The file is empty.");
        foreach (var (magic, what) in Others)
        {
            if (head.AsSpan().StartsWith(magic)) throw new FileFaultException($"The file is {what}. Send CSV (in a spreadsheet: save as CSV UTF-8), a JSON array, or a JSON object per line.");
        }

        var content = pipe.AsStream();
        var window = new ByteWindow(Utf16(head) is { } encoding ? Encoding.CreateTranscodingStream(content, encoding, Encoding.UTF8) : content);
        return await FirstCharacterAsync(window, ct) switch
        {
            (byte)'[' => new JsonArrayRows(window),
            (byte)'{' => new JsonLineRows(window),
            null => throw new FileFaultException("The file has no rows."),
            _ => await CsvRows.OpenAsync(window, ct),
        };
    }

    /// <summary>Detected by the byte order mark, or by the zero bytes of Latin letters.</summary>
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

    /// <summary>The first byte after a byte order mark and white space; null if there is none. Consumes the byte order mark.</summary>
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
