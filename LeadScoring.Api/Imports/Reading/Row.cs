using System.Text;
using LeadScoring.Api.Http;
using LeadScoring.Api.Imports.Columns;
using LeadScoring.Core.Imports;

namespace LeadScoring.Api.Imports.Reading;

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
            ? new string(_text.Span[..Math.Min(_text.Length, RejectedRow.MaxTextLength)])
            : Encoding.UTF8.GetString(_bytes.Span[..Math.Min(_bytes.Length, RejectedRow.MaxTextLength)]);
        return text.Replace(FileEncoding.Invalid, '\ufffd').TrimEnd('\r', '\n');
    }
}
