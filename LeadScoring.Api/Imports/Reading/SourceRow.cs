using System.Text;
using LeadScoring.Core.Imports;

namespace LeadScoring.Api.Imports.Reading;

/// <summary>One row of a file, as JSON like that of the API; or the reason why it is none.</summary>
/// <param name="Number">From 1; in CSV the header is row 1.</param>
/// <param name="Raw">As it was in the file, at most as much as is kept of a rejected row.</param>
/// <param name="Json">A JSON object, unless there is an error. Not checked to be valid.</param>
internal sealed record SourceRow(long Number, ReadOnlyMemory<byte> Raw, ReadOnlyMemory<byte> Json, string? Error)
{
    public static SourceRow Wrong(long number, ReadOnlySpan<byte> raw, string error) => new(number, Head(raw), default, error);

    public RejectedRow Reject(string reason) => new(Number, reason, Text());

    private static byte[] Head(ReadOnlySpan<byte> raw) => raw[..Math.Min(raw.Length, RejectedRow.MaxTextLength)].ToArray();

    /// <summary>What is not UTF-8 in it shows as U+FFFD.</summary>
    private string Text()
    {
        var text = Encoding.UTF8.GetString(Raw.Span[..Math.Min(Raw.Length, RejectedRow.MaxTextLength)]);
        return text.TrimEnd('\r', '\n');
    }
}
