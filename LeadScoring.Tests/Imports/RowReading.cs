using System.Text;
using LeadScoring.Api.Imports.Reading;

namespace LeadScoring.Tests.Imports;

/// <summary>Reads a whole file, from a stream that returns at most so many bytes at a time.</summary>
internal static class RowReading
{
    public static Task<List<SourceRow>> RowsAsync(string file, int atATime = int.MaxValue) => RowsAsync(Encoding.UTF8.GetBytes(file), atATime);

    public static async Task<List<SourceRow>> RowsAsync(byte[] file, int atATime = int.MaxValue)
    {
        var source = await OpenAsync(file, atATime);
        var rows = new List<SourceRow>();
        while (await source.ReadAsync(default) is { Count: > 0 } some) rows.AddRange(some);
        return rows;
    }

    public static Task<IRowSource> OpenAsync(byte[] file, int atATime = int.MaxValue) =>
        FormatDetector.OpenAsync(new DrippingStream(new MemoryStream(file), atATime), default);

    public static async Task<string> FaultAsync(byte[] file) => (await Assert.ThrowsAsync<FileFaultException>(() => RowsAsync(file))).Message;

    public static string JsonText(this SourceRow row) => Encoding.UTF8.GetString(row.Json.Span);
}
