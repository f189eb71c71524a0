using System.Diagnostics;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>One JSON object per line (NDJSON). A broken line harms no other.</summary>
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
        while (rows.Count < RowBatch.MaxRows && bytes < RowBatch.MaxBytes && !RowBatch.IsLate(started) && (!window.IsEmpty || await window.MoreAsync(ct)))
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
