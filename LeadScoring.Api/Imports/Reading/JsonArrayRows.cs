using System.Diagnostics;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>The elements of a JSON array, each in memory only for itself.</summary>
internal sealed class JsonArrayRows(ByteWindow window) : IRowSource
{
    private long _number;
    private bool _opened;
    private bool _ended;

    public string Format => "json";

    public IReadOnlyList<string>? Columns => null;

    public long Bytes => window.Taken;

    public async Task<List<SourceRow>> ReadAsync(CancellationToken ct)
    {
        var rows = new List<SourceRow>();
        var (bytes, started) = (0, Stopwatch.GetTimestamp());
        while (!_ended && rows.Count < RowBatch.MaxRows && bytes < RowBatch.MaxBytes && !RowBatch.IsLate(started))
        {
            if (await NextAsync(ct) is not { } row) break;
            rows.Add(row);
            bytes += row.Raw.Length;
        }

        return rows;
    }

    private async ValueTask<SourceRow?> NextAsync(CancellationToken ct)
    {
        if (!_opened) window.Take(window.Span.IndexOf((byte)'[') + 1); // only white space is before it
        _opened = true;
        switch (await SkipToValueAsync(ct))
        {
            case null:
                _ended = true;
                return SourceRow.Wrong(++_number, default, "The file ends without the ] of its array: it may be cut off.");
            case (byte)']':
                _ended = true;
                window.Take(1);
                return await SkipToValueAsync(ct) is null ? null : SourceRow.Wrong(++_number, window.Span, "Something follows the ] of the array, and was not read.");
            default:
                return await ValueAsync(ct);
        }
    }

    private async ValueTask<SourceRow> ValueAsync(CancellationToken ct)
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
        return new SourceRow(_number, raw, raw, null);
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

    /// <summary>Over white space and commas; null at the end of the file.</summary>
    private async ValueTask<byte?> SkipToValueAsync(CancellationToken ct)
    {
        while (true)
        {
            var next = window.Span.IndexOfAnyExcept(" \t\r\n,"u8);
            window.Take(next < 0 ? window.Span.Length : next);
            if (next >= 0) return window.Span[0];
            if (!await window.MoreAsync(ct)) return null;
        }
    }
}
