using System.Globalization;
using System.Net;
using System.Text;

namespace LeadScoring.Benchmarks.Import;

/// <summary>A CSV file that is made while it is sent; the same each time. Shuffled times, so that half of the rows are late.</summary>
internal sealed class ImportFile(ImportOptions options, string run) : HttpContent
{
    private static readonly string[] Types = ["email_open", "page_view", "form_submission", "demo_request", "purchase"];
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    protected override async Task SerializeToStreamAsync(System.IO.Stream stream, TransportContext? context)
    {
        var random = new Random(7);
        await using var text = new StreamWriter(stream, new UTF8Encoding(false), 64 * 1024, leaveOpen: true);
        await text.WriteAsync(options.WithIds ? "eventId,eventType,email,timestamp,page,campaign\n" : "eventType,email,timestamp,page,campaign\n");
        for (var i = 0; i < options.Rows; i++)
        {
            if (options.WithIds) await text.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{run}-{i * 2654435761u:x8}-{i},"));
            await text.WriteAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{Types[random.Next(Types.Length)]},import-{run}-{random.Next(options.Leads)}@example.com,{Start.AddSeconds(random.Next(20_000_000)):yyyy-MM-ddTHH:mm:ssZ},/page/{random.Next(100)},\"Spring, {random.Next(10)}\"\n"));
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
