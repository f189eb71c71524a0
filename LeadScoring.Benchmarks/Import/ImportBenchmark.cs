using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace LeadScoring.Benchmarks.Import;

/// <summary>
/// A large file uploaded twice to a system that runs: how fast it is read and scored, how much memory that takes, and how long live
/// events that are posted meanwhile take until they are scored.
/// </summary>
internal static class ImportBenchmark
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(ImportOptions options)
    {
        Console.WriteLine($"{options} on {Environment.ProcessorCount} cores");
        using var http = new HttpClient { BaseAddress = new Uri(options.Url), Timeout = Timeout.InfiniteTimeSpan };
        var run = Guid.NewGuid().ToString("N")[..8];
        await CreateLeadsAsync(http, options, run);
        var live = await LeadAsync(http, run);
        await UploadAsync(http, options, run, live, "first upload");
        await UploadAsync(http, options, run, live, "second upload");
    }

    private static async Task UploadAsync(HttpClient http, ImportOptions options, string run, string live, string name)
    {
        using var stop = new CancellationTokenSource();
        var memory = new ProcessMemory();
        var sampling = memory.SampleAsync(stop.Token);
        var latencies = new ConcurrentQueue<double>();
        var posting = PostLiveAsync(http, live, options.Rate, latencies, stop.Token);
        var started = Stopwatch.GetTimestamp();
        using var form = new MultipartFormDataContent { { new ImportFile(options, run), "file", "events.csv" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/events/upload") { Content = form };
        using var response = await http.SendAsync(request);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        var read = Stopwatch.GetElapsedTime(started);
        response.EnsureSuccessStatusCode();
        var import = await FinishedAsync(http, answer.GetProperty("importId").GetString()!);
        var done = Stopwatch.GetElapsedTime(started);
        await stop.CancelAsync();
        await Task.WhenAll(sampling, posting);

        Console.WriteLine($"{name}: read in {read.TotalSeconds:n1} s ({options.Rows / read.TotalSeconds:n0} rows/s), scored after {done.TotalSeconds:n1} s ({options.Rows / done.TotalSeconds:n0} rows/s)");
        Console.WriteLine($"  {import}");
        Console.WriteLine("  resident memory at the start, after each quarter, at the end:");
        memory.Report();
        double[] sorted = [.. latencies.Order()];
        double At(double part) => sorted.Length == 0 ? 0 : sorted[(int)((sorted.Length - 1) * part)];
        Console.WriteLine($"  live events meanwhile: {sorted.Length}, POST to scored p50 {At(0.5):n1} ms   p90 {At(0.9):n1}   p99 {At(0.99):n1}   max {At(1):n1}");
    }

    private static async Task PostLiveAsync(HttpClient http, string leadId, int rate, ConcurrentQueue<double> latencies, CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        var pending = new List<Task>();
        while (!stop.IsCancellationRequested)
        {
            pending.Add(PostOneAsync(http, leadId, Stopwatch.GetElapsedTime(begun) < WarmUp ? null : latencies));
            pending.RemoveAll(p => p.IsCompletedSuccessfully);
            await Task.Delay(1000 / rate, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(pending);
    }

    private static async Task PostOneAsync(HttpClient http, string leadId, ConcurrentQueue<double>? latencies)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/events")
        {
            Content = JsonContent.Create(new { eventId = Guid.NewGuid().ToString("N"), eventType = "page_view", leadId }),
        };
        request.Headers.Add("Prefer", "wait=30");
        var started = Stopwatch.GetTimestamp();
        using var response = await http.SendAsync(request);
        if ((int)response.StatusCode != 200) throw new InvalidOperationException($"A live event was answered {(int)response.StatusCode}.");
        latencies?.Enqueue(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private static async Task<JsonElement> FinishedAsync(HttpClient http, string id)
    {
        while (true)
        {
            var import = await http.GetFromJsonAsync<JsonElement>($"/api/imports/{id}");
            if (import.GetProperty("state").GetString() == "completed") return import;
            await Task.Delay(200);
        }
    }

    private static async Task CreateLeadsAsync(HttpClient http, ImportOptions options, string run)
    {
        var file = new StringBuilder("name,email\n");
        for (var i = 0; i < options.Leads; i++) file.Append(CultureInfo.InvariantCulture, $"Import {i},import-{run}-{i}@example.com\n");
        var started = Stopwatch.GetTimestamp();
        using var form = new MultipartFormDataContent { { new StringContent(file.ToString()), "file", "leads.csv" } };
        using var response = await http.PostAsync("/api/leads/upload", form);
        response.EnsureSuccessStatusCode();
        Console.WriteLine($"{options.Leads} leads imported in {Stopwatch.GetElapsedTime(started).TotalSeconds:n1} s");
    }

    private static async Task<string> LeadAsync(HttpClient http, string run)
    {
        using var response = await http.PostAsJsonAsync("/api/leads", new { name = "Live", email = $"live-{run}@example.com" });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }
}

/// <param name="Url">The API, which runs already, on this machine.</param>
/// <param name="Rows">Rows of the file.</param>
/// <param name="Leads">Leads that they are about, by e-mail address.</param>
/// <param name="Rate">Live events posted per second meanwhile, one request each, waiting for the result.</param>
/// <param name="WithIds">Rows have eventIds; otherwise the API derives them.</param>
internal sealed record ImportOptions(string Url, int Rows, int Leads, int Rate, bool WithIds)
{
    public static ImportOptions Parse(BenchmarkArguments args) => 
        new(args.Text("url", "http://localhost:3000"), args.Number("rows", 1_000_000), args.Number("leads", 5000), args.Number("rate", 20), args.Flag("ids"));
}

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
