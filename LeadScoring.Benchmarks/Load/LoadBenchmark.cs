using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using LeadScoring.Benchmarks.Dashboard;

namespace LeadScoring.Benchmarks.Load;

/// <summary>Events through everything, on a system that runs: in batches until all of them are committed, and one by one until they are accepted.</summary>
internal sealed class LoadBenchmark(LoadOptions options) : IDisposable
{
    private static readonly string[] Types = ["email_open", "page_view", "form_submission", "demo_request", "purchase"];
    private static readonly string[] Services = ["LeadScoring.Api", "LeadScoring.Worker", "LeadScoring.Web"];
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1_000 }) { BaseAddress = new Uri(options.Url), Timeout = TimeSpan.FromMinutes(5) };
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private List<string> _leads = [];

    public async Task RunAsync()
    {
        Console.WriteLine($"{options} on {Environment.ProcessorCount} cores");
        _leads = await ImportLeadsAsync();
        await CommitAsync(options.Events / 10, "warm"); // compiled, and its pages in memory
        var used = Processor();
        var rate = await CommitAsync(options.Events, "batch");
        Console.WriteLine($"committed by batch  {rate:n0} events/s   " + string.Join("   ", Processor().Select(p => $"{p.Key[12..]} {(p.Value - used[p.Key]).TotalMicroseconds / options.Events:n1} µs")));
        await PostAsync(TimeSpan.FromSeconds(2), "first");
        Console.WriteLine($"accepted one by one {await PostAsync(TimeSpan.FromSeconds(options.Seconds), "single"):n0} events/s, {options.Connections} connections");
        await DrainAsync();
        Console.WriteLine("resident            " + string.Join("   ", Services.Select(name => $"{name[12..]} {SystemProcess.Find(name).Sum(p => p.ResidentBytes) / 1_000_000} MB")));
    }

    public void Dispose() => _http.Dispose();

    private async Task<List<string>> ImportLeadsAsync()
    {
        var file = "name,email\n" + string.Concat(Enumerable.Range(0, options.Leads).Select(i => $"Load {i},load-{_run}-{i}@example.com\n"));
        using var form = new MultipartFormDataContent { { new StringContent(file), "file", "leads.csv" } };
        using var response = await _http.PostAsync("/api/leads/upload", form);
        response.EnsureSuccessStatusCode();
        var export = await _http.GetStringAsync($"/api/export/leads?search=load-{_run}-");
        var lines = export.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var column = Array.IndexOf(lines[0].Trim().Split(','), "Lead ID");
        return [.. lines.Skip(1).Select(line => line.Trim().Split(',')[column])];
    }

    /// <returns>Events a second, from the first request until nothing waits any more.</returns>
    private async Task<double> CommitAsync(int events, string name)
    {
        var bodies = Enumerable.Range(0, events / options.Batch).Select(i => Batch(new Random(i), name)).ToArray();
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(bodies, new ParallelOptions { MaxDegreeOfParallelism = options.InFlight }, SendAsync);
        await DrainAsync();
        return bodies.Length * options.Batch / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Ids in no order, as clients make them, and times of the last days.</summary>
    private byte[] Batch(Random random, string name)
    {
        var now = TimeProvider.System.GetUtcNow();
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            events = Enumerable.Range(0, options.Batch).Select(_ => new
            {
                eventId = $"{name}-{Guid.NewGuid():N}", eventType = Types[random.Next(Types.Length)], leadId = _leads[random.Next(_leads.Count)],
                timestamp = now.AddSeconds(-random.Next(100_000)),
            }),
        });
    }

    /// <summary>Again while the backlog is full, as a client should.</summary>
    private async ValueTask SendAsync(byte[] body, CancellationToken ct)
    {
        while (true)
        {
            using var response = await _http.PostAsync("/api/events/batch", Json(body), ct);
            if (response.StatusCode == HttpStatusCode.Accepted) return;
            if (response.StatusCode != HttpStatusCode.TooManyRequests) throw new HttpRequestException($"The API answered {(int)response.StatusCode}.");
            await Task.Delay(100, ct);
        }
    }

    private async Task<double> PostAsync(TimeSpan duration, string name)
    {
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, options.Connections).Select(i => Task.Run(() => PostAsync(i))));
        return counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;

        async Task<int> PostAsync(int worker)
        {
            var random = new Random(worker);
            var count = 0;
            for (; Stopwatch.GetElapsedTime(started) < duration; count++)
            {
                var body = Encoding.UTF8.GetBytes($$"""{"eventId":"{{name}}-{{Guid.NewGuid():N}}","eventType":"page_view","leadId":"{{_leads[random.Next(_leads.Count)]}}"}""");
                using var response = await _http.PostAsync("/api/events", Json(body));
                response.EnsureSuccessStatusCode();
            }

            return count;
        }
    }

    private async Task DrainAsync()
    {
        string[] pending = ["waiting", "active", "delayed"];
        while ((await _http.GetFromJsonAsync<JsonElement>("/api/queue/stats")) is var stats && pending.Sum(p => stats.GetProperty(p).GetInt64()) > 0) await Task.Delay(20);
    }

    private static Dictionary<string, TimeSpan> Processor() => Services.ToDictionary(
        name => name, name => SystemProcess.Find(name).Aggregate(TimeSpan.Zero, (sum, process) => sum + process.Processor));

    private static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new("application/json") } };
}

/// <param name="Url">The API, which runs already, on this machine.</param>
/// <param name="Leads">Leads that the events are about.</param>
/// <param name="Events">Events sent in batches.</param>
/// <param name="Batch">Events in one request.</param>
/// <param name="InFlight">Batches under way at the same time.</param>
/// <param name="Connections">Single POSTs under way at the same time.</param>
/// <param name="Seconds">For how long single events are posted, after two seconds of warming up.</param>
internal sealed record LoadOptions(string Url, int Leads, int Events, int Batch, int InFlight, int Connections, int Seconds)
{
    public static LoadOptions Parse(BenchmarkArguments args) => new(
        args.Text("url", "http://localhost:3000"), args.Number("leads", 5_000), args.Number("events", 200_000), args.Number("batch", 1_000), args.Number("in-flight", 4),
        args.Number("connections", 32), args.Number("seconds", 8));
}
