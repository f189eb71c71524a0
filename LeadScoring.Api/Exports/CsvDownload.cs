using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using LeadScoring.Api.Http;
using LeadScoring.Api.Imports.Reading;
using LeadScoring.Core.Events;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace LeadScoring.Api.Exports;

/// <summary>The columns of a CSV file, and how an item is written as a row.</summary>
internal sealed record CsvTable<T>(string[] Header, Action<CsvWriter, T> Row);

/// <summary>
/// Sends a table of any length as a CSV file (RFC 4180), part by part. The next part is read when the client has received the one before, so
/// that a slow client takes no more memory.
/// </summary>
internal sealed class CsvDownload(TimeProvider time, ILogger<CsvDownload> log)
{
    /// <summary>NewLine keeps its default, CRLF: if it is set, CsvHelper no longer quotes a cell for a lone CR or LF.</summary>
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture);

    /// <param name="name">The file is named <c>name-date.csv</c>.</param>
    /// <param name="bom">Whether to begin with a byte order mark, without which Excel does not read the file as UTF-8.</param>
    public async Task<EmptyHttpResult> SendAsync<T>(
        HttpContext context, string name, bool bom, CsvTable<T> table, IAsyncEnumerable<IReadOnlyList<T>> parts)
    {
        var ct = context.RequestAborted;
        await using var source = parts.GetAsyncEnumerator(ct);
        var any = await source.MoveNextAsync(); // a failure up to here is answered as a problem
        try
        {
            Prepare(context.Response, name);
            if (HttpMethods.IsHead(context.Request.Method)) return TypedResults.Empty;
            await SendAsync(context.Response.BodyWriter, bom, table, source, any, ct);
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            // The client disconnected.
        }
        catch (Exception e)
        {
            // Without the last chunk, the client does not take what it received for the complete file.
            log.ExportBroken(e, name);
            context.Abort();
        }

        return TypedResults.Empty;
    }

    private static async Task SendAsync<T>(
        PipeWriter output, bool bom, CsvTable<T> table, IAsyncEnumerator<IReadOnlyList<T>> source, bool any, CancellationToken ct)
    {
        await using var text = new PipeText(output);
        await using var csv = new CsvWriter(text, Format, leaveOpen: true);
        if (bom) text.Write('\ufeff');
        foreach (var column in table.Header) csv.WriteField(column);
        csv.NextRecord();
        for (var more = any; more; more = await source.MoveNextAsync())
        {
            foreach (var item in source.Current)
            {
                table.Row(csv, item);
                csv.NextRecord();
            }

            await output.FlushAsync(ct);
        }

        await output.FlushAsync(ct);
    }

    private void Prepare(HttpResponse response, string name)
    {
        var date = time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = $"{name}-{date}.csv" }.ToString();
        response.Headers.CacheControl = "no-store";
    }
}

internal static class DownloadLimit
{
    /// <summary>All downloads together are limited: see <see cref="ConcurrencyLimits.Downloads"/>.</summary>
    public static RouteHandlerBuilder WithDownloadLimit(this RouteHandlerBuilder endpoint) => endpoint.RequireRateLimiting(ConcurrencyLimits.Downloads)
        .WithBusyMessage($"{ConcurrencyLimits.MaxDownloads} downloads are under way, which is the most at a time. Try again later.");
}

/// <summary>Writes cells by type. Only text is protected against formulas, so that a score of -5 stays a number.</summary>
internal static class CsvCells
{
    public static void Text(this CsvWriter row, string? value) => row.WriteField(FormulaProtection.Add(value));

    public static void Number(this CsvWriter row, long? value) => row.WriteField(value?.ToString(CultureInfo.InvariantCulture));

    public static void Time(this CsvWriter row, long? unixMs) => row.WriteField(unixMs is { } ms ? EventTime.Write(ms) : null);

    public static void Flag(this CsvWriter row, bool value) => row.WriteField(value ? "true" : "false");
}

/// <summary>Writes text as UTF-8 into a pipe. It is sent when the pipe is flushed; flushing waits for a slow client.</summary>
internal sealed class PipeText(PipeWriter output) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Encoding.UTF8.GetBytes(buffer, output);
}
