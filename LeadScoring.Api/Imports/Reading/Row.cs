using System.Diagnostics;
using System.Text;
using LeadScoring.Api.Http;
using LeadScoring.Api.Imports.Columns;
using LeadScoring.Core.Imports;

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
internal sealed record FileFormat(string Name, string Encoding, char? Delimiter = null, long? HeaderRow = null);

/// <summary>One row of a file: cells with names, whatever the format; or, if <see cref="Error"/> is set, why it cannot be read.</summary>
/// <param name="number">From 1; in CSV every record counts, also the header, what is before it, and blank ones.</param>
/// <param name="columns">As many as cells, or more.</param>
/// <param name="cells">Of JSON, only as long as the row exists.</param>
internal sealed class Row(long number, Column[] columns, Cell[] cells)
{
    private ReadOnlyMemory<char> _text;
    private ReadOnlyMemory<byte> _bytes;

    public long Number => number;

    public Column[] Columns => columns;

    public Cell[] Cells => cells;

    /// <summary>Null for a row that could be read.</summary>
    public string? Error { get; private init; }

    public static Row Of(long number, ReadOnlyMemory<char> text, Column[] columns, Cell[] cells) => new(number, columns, cells) { _text = text };

    public static Row Of(long number, ReadOnlyMemory<byte> bytes, Column[] columns, Cell[] cells) => new(number, columns, cells) { _bytes = bytes };

    public static Row Wrong(long number, ReadOnlyMemory<char> text, string error) => new(number, [], []) { _text = text, Error = error };

    public static Row Wrong(long number, ReadOnlyMemory<byte> bytes, string error) => new(number, [], []) { _bytes = bytes, Error = error };

    /// <summary>For the import's record, with the row as it is in the file, or as much of it as a rejected row stores.</summary>
    public RejectedRow Reject(string reason) => new(Number, reason, RawText());

    private string RawText()
    {
        var text = _bytes.IsEmpty
            ? new string(_text.Span[..Math.Min(_text.Length, RejectedRow.MaxTextLength)]).Replace(FileEncoding.Invalid, '\ufffd')
            : Encoding.UTF8.GetString(_bytes.Span[..Math.Min(_bytes.Length, RejectedRow.MaxTextLength)]);
        return text.TrimEnd('\r', '\n');
    }
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

/// <summary>The file, or the rest of it, cannot be read. The message says why, and what to send instead.</summary>
internal sealed class FileFaultException(string message, string part = "file") : Exception(message)
{
    /// <summary>The part of the form that is to blame.</summary>
    public string Part => part;
}
