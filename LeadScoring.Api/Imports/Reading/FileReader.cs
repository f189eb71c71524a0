using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using LeadScoring.Api.Http;
using LeadScoring.Api.Imports.Columns;
using LeadScoring.Core.Imports;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>
/// Understands a file by its beginning, whatever its name: encoding, format, delimiter, header and columns; each is what gives known columns.
/// See docs/decisions/0008-imports.md.
/// </summary>
internal sealed class FileReader
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>How long a slow client is waited for before what has arrived is looked at, and between two such looks.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    /// <summary>Of a file that breaks off within less, nothing is imported.</summary>
    private const int WorthBytes = 4096;

    private static readonly (byte[] Magic, string What)[] Others =
    [
        ([0x50, 0x4b, 0x03, 0x04], "an Excel workbook or a ZIP archive"), ([0xd0, 0xcf, 0x11, 0xe0], "an old Excel workbook"),
        ([0x1f, 0x8b], "compressed (gzip)"), ([0x25, 0x50, 0x44, 0x46], "a PDF"), ([0x89, 0x50, 0x4e, 0x47], "a picture"), ([0xff, 0xd8, 0xff], "a picture"), ([0x47, 0x49, 0x46, 0x38], "a picture"),
    ];

    private readonly ByteWindow _window;
    private readonly ImportKind _kind;
    private readonly Mapping _mapping;
    private readonly bool _isLenient;

    private FileReader(Stream file, ImportKind kind, Mapping mapping, bool isLenient) => (_window, _kind, _mapping, _isLenient) = (Window(file), kind, mapping, isLenient);

    /// <summary>Waits for the first megabyte; of a slow client, until what has arrived says what the columns are. What that is does not depend on its speed.</summary>
    /// <param name="file">Is read to its end by the rows.</param>
    /// <param name="kind">What is in it.</param>
    /// <param name="mapping">What is known of it.</param>
    /// <param name="ct">Ends the reading of its beginning.</param>
    /// <param name="isLenient">Columns that are needed may be missing.</param>
    /// <exception cref="FileFaultException">It is neither CSV nor JSON, or has no columns that are needed.</exception>
    public static async Task<IRowSource> OpenAsync(Stream file, ImportKind kind, Mapping mapping, CancellationToken ct, bool isLenient = false)
    {
        var reader = new FileReader(file, kind, mapping, isLenient);
        var looked = Stopwatch.GetTimestamp();
        while (!reader.IsFinal)
        {
            var arrival = reader._window.ArrivalAsync(ct);
            var left = MaxWait - Stopwatch.GetElapsedTime(looked);
            if (!arrival.IsCompleted && left > TimeSpan.Zero) await Task.WhenAny(arrival, Task.Delay(left, ct));
            ct.ThrowIfCancellationRequested();
            if (!arrival.IsCompletedSuccessfully)
            {
                var isWorthIt = !arrival.IsFaulted || reader._window.Bytes.Length >= WorthBytes; // the failure is said when the rows before have been read
                if (isWorthIt && reader.Understand() is { } slow) return slow;
                looked = Stopwatch.GetTimestamp();
            }

            await reader._window.MoreAsync(ct);
        }

        return reader.Understand()!;
    }

    /// <summary>No more of the file is looked at.</summary>
    private bool IsFinal => _window.IsEnded || _window.IsFull;

    /// <summary>Null when more must arrive first.</summary>
    private RowSource? Understand()
    {
        var head = _window.Bytes.ToArray();
        if (head.Length == 0) return IsFinal ? throw new FileFaultException("The file is empty.") : null;
        foreach (var (magic, what) in Others)
        {
            if (head.AsSpan().StartsWith(magic)) throw new FileFaultException($"The file is {what}. Send CSV (in a spreadsheet: save as CSV UTF-8), a JSON array, or a JSON object per line.");
        }

        var encoding = _mapping.Encoding ?? FileEncoding.Detect(head);
        var text = encoding.GetString(head);
        if (IsBinary(text.AsSpan(0, Math.Min(text.Length, WorthBytes)))) throw new FileFaultException("The file is not text. Send CSV (in a spreadsheet: save as CSV UTF-8), a JSON array, or a JSON object per line.");
        var trimmed = text.TrimStart(" \t\r\n\0\u001a\ufeff".ToCharArray());
        return trimmed is ['[' or '{', ..] ? Json(trimmed, encoding) : Csv(text, encoding);
    }

    /// <summary>Whether a tenth of it is what no text has, apart from some characters that got into one by mistake.</summary>
    private static bool IsBinary(ReadOnlySpan<char> head)
    {
        var odd = 0;
        foreach (var c in head)
        {
            if ((char.IsControl(c) && c is not ('\t' or '\r' or '\n' or '\u001a')) || c == FileEncoding.Invalid) odd++;
        }

        return odd > 16 && odd * 10 > head.Length;
    }

    private JsonRows? Json(string text, Encoding encoding)
    {
        if (JsonHead.Read(Encoding.UTF8.GetBytes(text), IsFinal, LayoutOf) is not { } head) return null;
        var window = encoding.CodePage == Encoding.UTF8.CodePage ? _window : Window(Encoding.CreateTranscodingStream(new WindowStream(_window), encoding, Encoding.UTF8));
        var layout = LayoutOf(head.Names);
        return _isLenient || layout.OtherKind is not { } fault ? head.Open(window, encoding.WebName, layout) : throw new FileFaultException(fault);
    }

    private CsvRows? Csv(string text, Encoding encoding)
    {
        var head = text.Replace("\ufeff", "", StringComparison.Ordinal).AsMemory();
        if (CsvFormat.Find(head, _window.IsEnded, IsFinal, LayoutOf, _mapping.Delimiter, _isLenient) is not { } csv) return null;
        var layout = LayoutOf(csv.Header);
        var format = new FileFormat("csv", encoding.WebName, csv.Delimiter, csv.HeaderRow);
        return new CsvRows(new TextWindow(_window, encoding), format, layout, layout.OfHeader(csv.Header, _isLenient));
    }

    private Layout LayoutOf(IReadOnlyCollection<string> names) => new(_kind, _mapping, names);

    private static ByteWindow Window(Stream file) => new(PipeReader.Create(file, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true)));

    /// <summary>What a window has, and what follows.</summary>
    private sealed class WindowStream(ByteWindow window) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (window.Bytes.IsEmpty) await window.MoreAsync(cancellationToken);
            var part = window.Bytes.Slice(0, Math.Min(buffer.Length, window.Bytes.Length));
            part.CopyTo(buffer.Span);
            window.Take(part.Length);
            return (int)part.Length;
        }
    }
}
