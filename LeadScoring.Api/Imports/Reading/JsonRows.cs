using System.Buffers;
using System.Diagnostics;
using System.Text;
using LeadScoring.Api.Imports.Columns;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>How the objects of a JSON file are put together.</summary>
internal enum JsonShape
{
    /// <summary>An array, alone in the file.</summary>
    Array,

    /// <summary>An array in an object, such as <c>{"events": […]}</c>; what follows it is not read.</summary>
    WrappedArray,

    /// <summary>One object after the other, over any number of lines.</summary>
    Objects,
}

/// <summary>Reads the rows of a JSON file, a batch at a time.</summary>
internal abstract class JsonRows(ByteWindow window, FileFormat format, Layout layout) : IRowSource
{
    public FileFormat Format => format;

    public Layout Layout => layout;

    public long Bytes => window.Taken;

    protected ByteWindow Window => window;

    protected JsonRowReader Reader { get; } = new(layout);

    /// <summary>Of the last row.</summary>
    protected long Number { get; set; }

    public async Task<List<Row>> ReadAsync(CancellationToken ct)
    {
        var rows = new List<Row>();
        var (taken, started) = (window.Taken, Stopwatch.GetTimestamp());
        while (rows.Count < RowBatch.MaxRows && window.Taken - taken < RowBatch.MaxLength && !(rows.Count > 0 && RowBatch.IsOver(started)))
        {
            if (await NextAsync(ct) is not { } row) break;
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The next row; null at the end of the file.</summary>
    protected abstract ValueTask<Row?> NextAsync(CancellationToken ct);
}

/// <summary>Reads the elements of a JSON array, or JSON objects that follow each other, one in memory at a time.</summary>
/// <param name="start">Bytes from the first brace to the array of a wrapped array.</param>
internal sealed class JsonValueRows(ByteWindow window, JsonShape shape, int start, FileFormat format, Layout layout) : JsonRows(window, format, layout)
{
    private bool _opened;
    private bool _ended;
    private bool _afterElement;
    private bool _afterComma;

    protected override async ValueTask<Row?> NextAsync(CancellationToken ct)
    {
        if (_ended) return null;
        switch (await NextTokenAsync(ct))
        {
            case null when shape == JsonShape.Objects:
                _ended = true;
                return null;
            case null:
                _ended = true;
                return Wrong(default, "The file ends without the ] of its array: it may be cut off.");
            case (byte)',':
                var missing = Missing();
                TakeComma();
                return missing;
            case (byte)']' when shape != JsonShape.Objects:
                if (_afterComma)
                {
                    _afterComma = false;
                    return Missing();
                }

                _ended = true;
                Window.Take(1);
                return shape == JsonShape.WrappedArray || await Window.SkipBlanksAsync(ct) is null ? null : Wrong(Head(), "Something follows the ] of the array, and was not read.");
            default:
                var isSeparated = !_afterElement || shape == JsonShape.Objects;
                (_afterElement, _afterComma) = (true, false);
                return await ValueAsync(isSeparated, ct);
        }
    }

    /// <summary>The first byte after the previous element and its comma; null at the end of the file.</summary>
    private async ValueTask<byte?> NextTokenAsync(CancellationToken ct)
    {
        var next = await Window.SkipBlanksAsync(ct);
        if (!_opened && shape != JsonShape.Objects)
        {
            await TakeAsync(start, ct);
            await Window.SkipBlanksAsync(ct);
            Window.Take(1);
            next = await Window.SkipBlanksAsync(ct);
        }

        _opened = true;
        if (next != (byte)',' || !_afterElement) return next;
        TakeComma();
        return await Window.SkipBlanksAsync(ct);
    }

    private async ValueTask TakeAsync(long bytes, CancellationToken ct)
    {
        while (bytes > 0 && (!Window.Bytes.IsEmpty || await Window.MoreAsync(ct)))
        {
            var part = Math.Min(bytes, Window.Bytes.Length);
            Window.Take(part);
            bytes -= part;
        }
    }

    private void TakeComma()
    {
        Window.Take(1);
        (_afterElement, _afterComma) = (false, true);
    }

    private Row Missing() => Wrong(Window.Bytes.Slice(0, 1), $"Before this {(char)Window.Bytes.FirstSpan[0]} an element is missing.");

    private async ValueTask<Row> ValueAsync(bool isSeparated, CancellationToken ct)
    {
        var scan = default(JsonScan);
        var length = 0L;
        while (true)
        {
            length += Scan(ref scan, Window.Bytes.Slice(length));
            if (scan.IsDone) break;
            if (await Window.MoreAsync(ct)) continue;
            return Window.IsFull && !Window.IsEnded ? await SkipAsync(scan, length, ct) : Rest();
        }

        var raw = Window.Bytes.Slice(0, length).ToArray();
        Window.Take(length);
        return isSeparated ? Reader.Read(++Number, raw) : Row.Wrong(++Number, raw, "There is no comma before this element.");
    }

    /// <summary>How many of the bytes belong to the value.</summary>
    private static long Scan(ref JsonScan scan, ReadOnlySequence<byte> bytes)
    {
        var length = 0L;
        foreach (var piece in bytes)
        {
            length += scan.Next(piece.Span);
            if (scan.IsDone) break;
        }

        return length;
    }

    private async ValueTask<Row> SkipAsync(JsonScan scan, long length, CancellationToken ct)
    {
        var row = Wrong(Head(), "The element is longer than a megabyte.");
        Window.Take(length);
        while (!scan.IsDone && await Window.MoreAsync(ct)) Window.Take(Scan(ref scan, Window.Bytes));
        return row;
    }

    private Row Rest()
    {
        var row = Wrong(Head(), "The file ends in the middle of this element: it may be cut off.");
        Window.Take(Window.Bytes.Length);
        _ended = true;
        return row;
    }

    private ReadOnlySequence<byte> Head() => Window.Bytes.Slice(0, Math.Min(Window.Bytes.Length, Core.Imports.RejectedRow.MaxTextLength));

    private Row Wrong(ReadOnlySequence<byte> raw, string error) => Row.Wrong(++Number, raw.ToArray(), error);
}

/// <summary>Reads one JSON object per line (NDJSON). A broken line does not affect the others; a comma at its end is dropped.</summary>
internal sealed class JsonLineRows(ByteWindow window, FileFormat format, Layout layout) : JsonRows(window, format, layout)
{
    protected override async ValueTask<Row?> NextAsync(CancellationToken ct)
    {
        while (!Window.Bytes.IsEmpty || await Window.MoreAsync(ct))
        {
            Number++;
            if (await LineAsync(ct) is { } row) return row;
        }

        return null;
    }

    /// <summary>Null for a blank line.</summary>
    private async ValueTask<Row?> LineAsync(CancellationToken ct)
    {
        long? length;
        while ((length = LineLength()) is null)
        {
            if (!await Window.MoreAsync(ct) && Window.IsFull && !Window.IsEnded) return await SkipAsync(ct);
        }

        var raw = Window.Bytes.Slice(0, length.Value).ToArray();
        Window.Take(length.Value);
        var text = ((ReadOnlyMemory<byte>)raw).TrimStart(Encoding.UTF8.Preamble).Trim(" \t\r\n\0\u001a"u8);
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
        var row = Row.Wrong(Number, Window.Bytes.Slice(0, Core.Imports.RejectedRow.MaxTextLength).ToArray(), "The line is longer than a megabyte.");
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

/// <summary>Finds the end of a JSON value, piece by piece, by its brackets and strings alone. Whether it is valid JSON is checked later.</summary>
internal struct JsonScan
{
    private int _depth;
    private bool _inString;
    private bool _escaped;
    private bool _begun;

    public bool IsDone { get; private set; }

    /// <summary>How much of the piece belongs to the value.</summary>
    public int Next(ReadOnlySpan<byte> piece)
    {
        for (var i = 0; i < piece.Length; i++)
        {
            if (_inString)
            {
                InString(piece[i]);
                if (!_inString && _depth == 0) return Done(i + 1);
                continue;
            }

            switch (piece[i])
            {
                case (byte)'"':
                    _inString = _begun = true;
                    break;
                case (byte)'{' or (byte)'[':
                    _depth++;
                    _begun = true;
                    break;
                case (byte)'}' or (byte)']' when _depth > 0:
                    if (--_depth == 0) return Done(i + 1);
                    break;
                case (byte)',' or (byte)']' or (byte)'}' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' when _depth == 0:
                    return Done(_begun || piece[i] is not ((byte)'}' or (byte)']') ? i : i + 1);
                default:
                    _begun = true;
                    break;
            }
        }

        return piece.Length;
    }

    private void InString(byte b)
    {
        if (_escaped) _escaped = false;
        else if (b == '\\') _escaped = true;
        else if (b == '"') _inString = false;
    }

    private int Done(int length)
    {
        IsDone = true;
        return length;
    }
}
