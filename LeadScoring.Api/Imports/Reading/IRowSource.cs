using System.Diagnostics;
using LeadScoring.Api.Imports.Columns;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>Reads the rows of a file in their order.</summary>
internal interface IRowSource
{
    FileFormat Format { get; }

    Layout Layout { get; }

    /// <summary>Bytes of the file read so far.</summary>
    long Bytes { get; }

    /// <summary>The next rows, at most about 1,000 and 1 MB; empty at the end of the file.</summary>
    /// <exception cref="FileFaultException">The rest cannot be read.</exception>
    Task<List<Row>> ReadAsync(CancellationToken ct);
}

/// <summary>How a file is written.</summary>
/// <param name="Name">csv, json or ndjson.</param>
/// <param name="Encoding">By its IANA name, such as utf-8.</param>
/// <param name="Delimiter">Between cells; null unless it is CSV.</param>
/// <param name="HeaderRow">Which row names the columns, from 1; null unless it is CSV.</param>
internal sealed record FileFormat(string Name, string Encoding, char? Delimiter = null, long? HeaderRow = null)
{
    /// <summary>Why a row is rejected that has <see cref="FileEncoding.Invalid"/>.</summary>
    public string InvalidBytes => $"It contains bytes that are not {Encoding.ToUpperInvariant()}. Save the file as UTF-8 (in a spreadsheet: CSV UTF-8).";
}

/// <summary>Puts rows into batches.</summary>
internal abstract class RowSource(FileFormat format, Layout layout) : IRowSource
{
    private FileFaultException? _fault;

    public FileFormat Format => format;

    public Layout Layout => layout;

    public abstract long Bytes { get; }

    /// <summary>Bytes or characters that belong to the rows so far.</summary>
    protected abstract long Taken { get; }

    public async Task<List<Row>> ReadAsync(CancellationToken ct)
    {
        if (_fault is not null) throw _fault;
        var rows = new List<Row>();
        var (taken, started) = (Taken, Stopwatch.GetTimestamp());
        try
        {
            while ((rows.Count == 0 || (rows.Count < RowBatch.MaxRows && Taken - taken < RowBatch.MaxLength && !RowBatch.IsOver(started))) && await AddAsync(rows, ct))
            {
                // Until there are enough.
            }
        }
        catch (FileFaultException fault) when (rows.Count > 0)
        {
            _fault = fault; // the rows before it come first
        }

        return rows;
    }

    /// <summary>Adds the next rows, if any are complete, or waits for more of the file; false at its end.</summary>
    protected abstract ValueTask<bool> AddAsync(List<Row> rows, CancellationToken ct);
}

/// <summary>The bounds of one <see cref="IRowSource.ReadAsync"/>.</summary>
internal static class RowBatch
{
    public const int MaxRows = 1_000;
    public const int MaxLength = 1024 * 1024;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(1);

    /// <summary>Whether the client is so slow that the rows which have arrived are imported before the batch is full.</summary>
    public static bool IsOver(long started) => Stopwatch.GetElapsedTime(started) > MaxTime;
}
