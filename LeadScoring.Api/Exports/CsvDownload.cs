using System.Globalization;
using System.IO.Pipelines;
using System.Threading.RateLimiting;
using CsvHelper;
using CsvHelper.Configuration;
using LeadScoring.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace LeadScoring.Api.Exports;

/// <summary>
/// Sends a table of any length as a CSV file (RFC 4180), part by part: the next part is asked for when the client has taken the
/// one before, so that memory stays flat however slow it is. Only so many at a time: each keeps 8 bytes per lead, or a few hundred rejected
/// rows, for as long as its client takes.
/// </summary>
internal sealed class CsvDownload(TimeProvider time, ILogger<CsvDownload> log) : IDisposable
{
    private const int MaxConcurrent = 8;

    /// <summary>The line end stays CsvHelper's own, CRLF: once it is set, a lone CR or LF inside a cell is no longer quoted.</summary>
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture);

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions { PermitLimit = MaxConcurrent });

    /// <param name="name">What the file's name begins with; the date follows.</param>
    /// <param name="bom">Excel takes a file without a byte order mark for another encoding than UTF-8.</param>
    public async Task<Results<EmptyHttpResult, ProblemHttpResult>> SendAsync<T>(
        HttpContext context, string name, bool bom, CsvTable<T> table, IAsyncEnumerable<IReadOnlyList<T>> parts)
    {
        using var permit = _limiter.AttemptAcquire();
        if (!permit.IsAcquired) return Problems.Busy(context, $"{MaxConcurrent} downloads are under way, which is the most at a time. Try again later.");
        var ct = context.RequestAborted;
        await using var source = parts.GetAsyncEnumerator(ct);
        var any = await source.MoveNextAsync(); // what fails up to here is answered as a problem
        try
        {
            Prepare(context.Response, name);
            await SendAsync(context.Response.BodyWriter, bom, table, source, any, ct);
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            // The client left.
        }
        catch (Exception e)
        {
            // Without the end that HTTP expects, nobody takes what arrived for the whole file.
            log.ExportBroken(e, name);
            context.Abort();
        }

        return TypedResults.Empty;
    }

    public void Dispose() => _limiter.Dispose();

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
