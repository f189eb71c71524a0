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

/// <summary>Reads the elements of a JSON array, or JSON objects that follow each other, one in memory at a time.</summary>
/// <param name="start">Bytes from the first brace to the array of a wrapped array.</param>
internal sealed class JsonValueRows(ByteWindow window, JsonShape shape, int start, FileFormat format, Layout layout) : IRowSource
{
    private readonly JsonRowReader _reader = new(layout);
    private long _number;
    private bool _opened;
    private bool _ended;
    private bool _afterElement;
    private bool _afterComma;

    public FileFormat Format => format;

    public Layout Layout => layout;

    public long Bytes => window.Taken;

    public async Task<List<Row>> ReadAsync(CancellationToken ct)
    {
        var rows = new List<Row>();
        var (taken, started) = (window.Taken, Stopwatch.GetTimestamp());
        while (!_ended && rows.Count < RowBatch.MaxRows && window.Taken - taken < RowBatch.MaxLength && !(rows.Count > 0 && RowBatch.IsOver(started)))
        {
            if (await NextAsync(ct) is not { } row) break;
            rows.Add(row);
        }

        return rows;
    }

    private async ValueTask<Row?> NextAsync(CancellationToken ct)
    {
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
                window.Take(1);
                return shape == JsonShape.WrappedArray || await window.SkipBlanksAsync(ct) is null ? null : Wrong(Head(), "Something follows the ] of the array, and was not read.");
            default:
                var isSeparated = !_afterElement || shape == JsonShape.Objects;
                (_afterElement, _afterComma) = (true, false);
                return await ValueAsync(isSeparated, ct);
        }
    }

    /// <summary>The first byte after the previous element and its comma; null at the end of the file.</summary>
    private async ValueTask<byte?> NextTokenAsync(CancellationToken ct)
    {
        var next = await window.SkipBlanksAsync(ct);
        if (!_opened && shape != JsonShape.Objects)
        {
            await TakeAsync(start, ct);
            await window.SkipBlanksAsync(ct);
            window.Take(1);
            next = await window.SkipBlanksAsync(ct);
        }

        _opened = true;
        if (next != (byte)',' || !_afterElement) return next;
        TakeComma();
        return await window.SkipBlanksAsync(ct);
    }

    private async ValueTask TakeAsync(long bytes, CancellationToken ct)
    {
        while (bytes > 0 && (!window.Bytes.IsEmpty || await window.MoreAsync(ct)))
        {
            var part = Math.Min(bytes, window.Bytes.Length);
            window.Take(part);
            bytes -= part;
        }
    }

    private void TakeComma()
    {
        window.Take(1);
        (_afterElement, _afterComma) = (false, true);
    }

    private Row Missing() => Wrong(window.Bytes.Slice(0, 1), $"Before this {(char)window.Bytes.FirstSpan[0]} an element is missing.");

    private async ValueTask<Row> ValueAsync(bool isSeparated, CancellationToken ct)
    {
        var scan = default(JsonScan);
        var length = 0L;
        while (true)
        {
            length += Scan(ref scan, window.Bytes.Slice(length));
            if (scan.IsDone) break;
            if (await window.MoreAsync(ct)) continue;
            return window.IsFull && !window.IsEnded ? await SkipAsync(scan, length, ct) : Rest();
        }

        var raw = window.Bytes.Slice(0, length).ToArray();
        window.Take(length);
        return isSeparated ? _reader.Read(++_number, raw) : Row.Wrong(++_number, raw, "There is no comma before this element.");
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
        window.Take(length);
        while (!scan.IsDone && await window.MoreAsync(ct)) window.Take(Scan(ref scan, window.Bytes));
        return row;
    }

    private Row Rest()
    {
        var row = Wrong(Head(), "The file ends in the middle of this element: it may be cut off.");
        window.Take(window.Bytes.Length);
        _ended = true;
        return row;
    }

    private ReadOnlySequence<byte> Head() => window.Bytes.Slice(0, Math.Min(window.Bytes.Length, Core.Imports.RejectedRow.MaxTextLength));

    private Row Wrong(ReadOnlySequence<byte> raw, string error) => Row.Wrong(++_number, raw.ToArray(), error);
}

/// <summary>Reads one JSON object per line (NDJSON). A broken line does not affect the others; a comma at its end is dropped.</summary>
internal sealed class JsonLineRows(ByteWindow window, FileFormat format, Layout layout) : IRowSource
{
    private readonly JsonRowReader _reader = new(layout);
    private long _number;

    public FileFormat Format => format;

    public Layout Layout => layout;

    public long Bytes => window.Taken;

    public async Task<List<Row>> ReadAsync(CancellationToken ct)
    {
        var rows = new List<Row>();
        var (taken, started) = (window.Taken, Stopwatch.GetTimestamp());
        while (rows.Count < RowBatch.MaxRows && window.Taken - taken < RowBatch.MaxLength && !(rows.Count > 0 && RowBatch.IsOver(started))
            && (!window.Bytes.IsEmpty || await window.MoreAsync(ct)))
        {
            if (await NextAsync(ct) is { } row) rows.Add(row);
        }

        return rows;
    }

    /// <summary>Null for a blank line.</summary>
    private async ValueTask<Row?> NextAsync(CancellationToken ct)
    {
        _number++;
        long? length;
        while ((length = LineLength()) is null)
        {
            if (!await window.MoreAsync(ct) && window.IsFull && !window.IsEnded) return await SkipAsync(ct);
        }

        var raw = window.Bytes.Slice(0, length.Value).ToArray();
        window.Take(length.Value);
        var text = ((ReadOnlyMemory<byte>)raw).TrimStart(Encoding.UTF8.Preamble).Trim(" \t\r\n\0\u001a"u8);
        if (text.IsEmpty) return null;
        return _reader.Read(_number, text.Span[^1] == ',' ? text[..^1] : text);
    }

    /// <summary>Of the first line with its end, which is \n, \r\n or \r; null when it has not arrived.</summary>
    private long? LineLength()
    {
        var reader = new SequenceReader<byte>(window.Bytes);
        if (!reader.TryAdvanceToAny("\r\n"u8, advancePastDelimiter: false)) return window.IsEnded ? window.Bytes.Length : null;
        reader.TryRead(out var end);
        if (end == '\n') return reader.Consumed;
        if (!reader.TryPeek(out var next)) return window.IsEnded ? reader.Consumed : null;
        return next == '\n' ? reader.Consumed + 1 : reader.Consumed;
    }

    private async ValueTask<Row> SkipAsync(CancellationToken ct)
    {
        var row = Row.Wrong(_number, window.Bytes.Slice(0, Core.Imports.RejectedRow.MaxTextLength).ToArray(), "The line is longer than a megabyte.");
        do
        {
            if (LineLength() is { } length)
            {
                window.Take(length);
                break;
            }

            window.Take(window.Bytes.Length);
        }
        while (await window.MoreAsync(ct));
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
