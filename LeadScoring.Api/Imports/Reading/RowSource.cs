using System.Diagnostics;
using System.Text;
using LeadScoring.Core.Imports;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>Reads the rows of a file in their order.</summary>
internal interface IRowSource
{
    /// <summary>csv, json or ndjson.</summary>
    string Format { get; }

    /// <summary>The columns by the API's names; null for JSON, in which every row names its members.</summary>
    IReadOnlyList<string>? Columns { get; }

    /// <summary>Bytes of UTF-8 read so far.</summary>
    long Bytes { get; }

    /// <summary>The next rows, at most about 1,000 and 1 MB; empty at the end of the file.</summary>
    /// <exception cref="FileFaultException">The rest cannot be read.</exception>
    Task<List<SourceRow>> ReadAsync(CancellationToken ct);
}

/// <summary>One row of a file as JSON in the API's terms; or, if <paramref name="Error"/> is set, why it cannot be read.</summary>
/// <param name="Number">From 1; in CSV the header is row 1.</param>
/// <param name="Raw">As it is in the file. Of a row with an error, at most as much as a rejected row stores.</param>
/// <param name="Json">A JSON object, unless there is an error. Not checked to be valid.</param>
internal sealed record SourceRow(long Number, ReadOnlyMemory<byte> Raw, ReadOnlyMemory<byte> Json, string? Error)
{
    public static SourceRow Wrong(long number, ReadOnlySpan<byte> raw, string error) => new(number, Head(raw), default, error);

    public RejectedRow Reject(string reason) => new(Number, reason, Text());

    private static byte[] Head(ReadOnlySpan<byte> raw) => raw[..Math.Min(raw.Length, RejectedRow.MaxTextLength)].ToArray();

    /// <summary>Bytes that are not UTF-8 become U+FFFD.</summary>
    private string Text()
    {
        var text = Encoding.UTF8.GetString(Raw.Span[..Math.Min(Raw.Length, RejectedRow.MaxTextLength)]);
        return text.TrimEnd('\r', '\n');
    }
}

/// <summary>The bounds of one <see cref="IRowSource.ReadAsync"/>.</summary>
internal static class RowBatch
{
    public const int MaxRows = 1_000;
    public const int MaxBytes = 1024 * 1024;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(1);

    /// <summary>Whether the client is so slow that the rows which have arrived are imported before the batch is full.</summary>
    public static bool IsOver(long started) => Stopwatch.GetElapsedTime(started) > MaxTime;
}

/// <summary>The file, or the rest of it, cannot be read. The message says why, and what to send instead.</summary>
internal sealed class FileFaultException(string message) : Exception(message);
