using System.Buffers;
using System.Text;
using LeadScoring.Api.Imports.Columns;
using LeadScoring.Core.Imports;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>Reads the rows of a JSON file.</summary>
internal abstract class JsonRows(ByteWindow window, FileFormat format, Layout layout) : RowSource(format, layout)
{
    public override long Bytes => window.Taken;

    protected override long Taken => window.Taken;

    protected ByteWindow Window => window;

    protected JsonRowReader Reader { get; } = new(format, layout);

    /// <summary>Of the last row.</summary>
    protected long Number { get; set; }

    protected Row Wrong(byte[] raw, string error) => Row.Wrong(++Number, raw, error);

    /// <summary>What has arrived, or as much of it as a rejected row stores.</summary>
    protected byte[] Head(int max = RejectedRow.MaxTextLength) => window.Bytes.Slice(0, Math.Min(window.Bytes.Length, max)).ToArray();

    protected byte[] Take(long length)
    {
        var taken = window.Bytes.Slice(0, length).ToArray();
        window.Take(length);
        return taken;
    }
}

/// <summary>Reads one JSON object per line (NDJSON). A broken line does not affect the others; a comma at its end is dropped.</summary>
internal sealed class JsonLineRows(ByteWindow window, FileFormat format, Layout layout) : JsonRows(window, format, layout)
{
    protected override async ValueTask<bool> AddAsync(List<Row> rows, CancellationToken ct)
    {
        if (Window.Bytes.IsEmpty && !await Window.MoreAsync(ct)) return false;
        if (await LineAsync(ct) is { } row) rows.Add(row);
        return true;
    }

    /// <summary>Null for a blank line.</summary>
    private async ValueTask<Row?> LineAsync(CancellationToken ct)
    {
        long? length;
        while ((length = LineLength()) is null)
        {
            if (!await Window.MoreAsync(ct) && Window.IsFull && !Window.IsEnded) return await SkipAsync(ct);
        }

        Number++;
        var text = ((ReadOnlyMemory<byte>)Take(length.Value)).TrimStart(Encoding.UTF8.Preamble).Trim(" \t\r\n\0\u001a"u8);
        if (text.IsEmpty) return null;
        return Reader.Read(Number, text.Span[^1] == ',' ? text[..^1] : text);
    }

    /// <summary>Of the first line with its end, which is \n, \r\n or \r; null when it has not arrived.</summary>
    private long? LineLength()
    {
        var reader = new SequenceReader<byte>(Window.Bytes);
        if (!reader.TryAdvanceToAny("\r\n"u8, advancePastDelimiter: false)) return Window.IsEnded ? Window.Bytes.Length : null;
        reader.TryRead(out var end);
        if (end == '\n') return reader.Consumed;
        if (!reader.TryPeek(out var next)) return Window.IsEnded ? reader.Consumed : null;
        return next == '\n' ? reader.Consumed + 1 : reader.Consumed;
    }

    private async ValueTask<Row> SkipAsync(CancellationToken ct)
    {
        var row = Wrong(Head(), "The line is longer than a megabyte.");
        do
        {
            if (LineLength() is { } length)
            {
                Window.Take(length);
                break;
            }

            Window.Take(Window.Bytes.Length);
        }
        while (await Window.MoreAsync(ct));
        return row;
    }
}
