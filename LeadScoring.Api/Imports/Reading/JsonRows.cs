using System.Diagnostics;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>Reads the elements of a JSON array, one in memory at a time.</summary>
internal sealed class JsonArrayRows(ByteWindow window) : IRowSource
{
    private long _number;
    private bool _opened;
    private bool _ended;
    private bool _afterElement;
    private bool _afterComma;

    public string Format => "json";

    public IReadOnlyList<string>? Columns => null;

    public long Bytes => window.Taken;

    public async Task<List<SourceRow>> ReadAsync(CancellationToken ct)
    {
        var rows = new List<SourceRow>();
        var (bytes, started) = (0, Stopwatch.GetTimestamp());
        while (!_ended && rows.Count < RowBatch.MaxRows && bytes < RowBatch.MaxBytes && !RowBatch.IsOver(started))
        {
            if (await NextAsync(ct) is not { } row) break;
            rows.Add(row);
            bytes += row.Raw.Length;
        }

        return rows;
    }

    private async ValueTask<SourceRow?> NextAsync(CancellationToken ct)
    {
        switch (await NextTokenAsync(ct))
        {
            case null:
                _ended = true;
                return SourceRow.Wrong(++_number, default, "The file ends without the ] of its array: it may be cut off.");
            case (byte)',':
                var missing = Missing();
                TakeComma();
                return missing;
            case (byte)']' when _afterComma:
                _afterComma = false;
                return Missing();
            case (byte)']':
                _ended = true;
                window.Take(1);
                return await SkipBlanksAsync(ct) is null ? null : SourceRow.Wrong(++_number, window.Span, "Something follows the ] of the array, and was not read.");
            default:
                var separated = !_afterElement;
                (_afterElement, _afterComma) = (true, false);
                return await ValueAsync(separated, ct);
        }
    }

    /// <summary>The first byte after the previous element and its comma; null at the end of the file.</summary>
    private async ValueTask<byte?> NextTokenAsync(CancellationToken ct)
    {
        if (!_opened) window.Take(window.Span.IndexOf((byte)'[') + 1); // only white space is before it
        _opened = true;
        var next = await SkipBlanksAsync(ct);
        if (next != (byte)',' || !_afterElement) return next;
        TakeComma();
        return await SkipBlanksAsync(ct);
    }

    private void TakeComma()
    {
        window.Take(1);
        (_afterElement, _afterComma) = (false, true);
    }

    private SourceRow Missing() => SourceRow.Wrong(++_number, window.Span[..1], $"Before this {(char)window.Span[0]} an element is missing.");

    private async ValueTask<SourceRow> ValueAsync(bool separated, CancellationToken ct)
    {
        _number++;
        var scan = default(JsonScan);
        var length = 0;
        while (true)
        {
            length += scan.Next(window.Span[length..]);
            if (scan.IsDone) break;
            if (await window.MoreAsync(ct)) continue;
            return window.IsFull ? await SkipAsync(scan, length, ct) : Rest("The file ends in the middle of this element: it may be cut off.");
        }

        var raw = window.Span[..length].ToArray();
        window.Take(length);
        return separated ? new SourceRow(_number, raw, raw, null) : SourceRow.Wrong(_number, raw, "There is no comma before this element.");
    }

    private async ValueTask<SourceRow> SkipAsync(JsonScan scan, int length, CancellationToken ct)
    {
        var row = SourceRow.Wrong(_number, window.Span, "The element is longer than a megabyte.");
        window.Take(length);
        while (!scan.IsDone && await window.MoreAsync(ct)) window.Take(scan.Next(window.Span));
        return row;
    }

    private SourceRow Rest(string error)
    {
        var row = SourceRow.Wrong(_number, window.Span, error);
        window.Take(window.Span.Length);
        _ended = true;
        return row;
    }

    /// <summary>The first byte that is no white space; null at the end of the file.</summary>
    private async ValueTask<byte?> SkipBlanksAsync(CancellationToken ct)
    {
        while (true)
        {
            var next = window.Span.IndexOfAnyExcept(" \t\r\n"u8);
            window.Take(next < 0 ? window.Span.Length : next);
            if (next >= 0) return window.Span[0];
            if (!await window.MoreAsync(ct)) return null;
        }
    }
}

/// <summary>Reads one JSON object per line (NDJSON). A broken line does not affect the others.</summary>
internal sealed class JsonLineRows(ByteWindow window) : IRowSource
{
    private long _number;

    public string Format => "ndjson";

    public IReadOnlyList<string>? Columns => null;

    public long Bytes => window.Taken;

    public async Task<List<SourceRow>> ReadAsync(CancellationToken ct)
    {
        var rows = new List<SourceRow>();
        var (bytes, started) = (0, Stopwatch.GetTimestamp());
        while (rows.Count < RowBatch.MaxRows && bytes < RowBatch.MaxBytes && !RowBatch.IsOver(started) && (!window.IsEmpty || await window.MoreAsync(ct)))
        {
            if (await NextAsync(ct) is not { } row) continue;
            rows.Add(row);
            bytes += row.Raw.Length;
        }

        return rows;
    }

    /// <summary>Null for a blank line.</summary>
    private async ValueTask<SourceRow?> NextAsync(CancellationToken ct)
    {
        _number++;
        int length;
        while ((length = CsvScan.Line(window.Span, window.IsEnded)) < 0)
        {
            if (!await window.MoreAsync(ct) && window.IsFull) return await SkipAsync(ct);
        }

        var raw = window.Span[..length].ToArray();
        window.Take(length);
        return raw.AsSpan().IndexOfAnyExcept(" \t\r\n"u8) < 0 ? null : new SourceRow(_number, raw, raw, null);
    }

    private async ValueTask<SourceRow> SkipAsync(CancellationToken ct)
    {
        var row = SourceRow.Wrong(_number, window.Span, "The line is longer than a megabyte.");
        var skip = new CsvSkip((byte)'\n', quotes: false);
        do window.Take(skip.Next(window.Span));
        while (!skip.IsDone && await window.MoreAsync(ct));
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
                    return Done(_begun || piece[i] != '}' ? i : i + 1);
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
