using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace LeadScoring.Benchmarks.Stream;

/// <summary>From the start of an event's POST to its change at each client of the stream, over HTTP, on a system that runs.</summary>
internal static class StreamBenchmark
{
    private const int Leads = 500;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(StreamOptions options)
    {
        Console.WriteLine($"{options} on {Environment.ProcessorCount} cores");
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 10_000 }) { BaseAddress = new Uri(options.Url), Timeout = Timeout.InfiniteTimeSpan };
        var leads = await CreateLeadsAsync(http);
        var posted = new ConcurrentDictionary<string, long>();
        var latencies = new ConcurrentBag<double>();
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, options.Clients).Select(_ => FollowAsync(http, posted, latencies, stop.Token)).ToArray();
        await Task.Delay(WarmUp);
        await PostAsync(http, leads, options.Rate, WarmUp, _ => { });
        await PostAsync(http, leads, options.Rate, TimeSpan.FromSeconds(options.Seconds), id => posted[id] = Stopwatch.GetTimestamp());
        await Task.Delay(WarmUp);
        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Report(options, posted.Count, [.. latencies.Order()]);
    }

    private static void Report(StreamOptions options, int posted, double[] sorted)
    {
        double At(double part) => sorted[(int)((sorted.Length - 1) * part)];
        Console.WriteLine($"{posted} events posted, {sorted.Length} changes received (events of one commit and lead are one change: at most {posted * options.Clients})");
        Console.WriteLine($"POST to client  p50 {At(0.5):n1} ms   p90 {At(0.9):n1}   p99 {At(0.99):n1}   max {At(1):n1}");
    }

    private static async Task<List<string>> CreateLeadsAsync(HttpClient http)
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        var ids = new List<string>();
        for (var i = 0; i < Leads; i++)
        {
            using var response = await http.PostAsJsonAsync("/api/leads", new { name = $"Stream {i}", email = $"stream-{run}-{i}@example.com" });
            response.EnsureSuccessStatusCode();
            ids.Add((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!);
        }

        return ids;
    }

    private static async Task PostAsync(HttpClient http, List<string> leads, int rate, TimeSpan duration, Action<string> posting)
    {
        var started = Stopwatch.GetTimestamp();
        var pending = new List<Task>();
        for (var i = 0; Stopwatch.GetElapsedTime(started) < duration; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate);
            while (Stopwatch.GetElapsedTime(started) < due) await Task.Delay(1);
            var eventId = Guid.NewGuid().ToString("N");
            posting(eventId);
            pending.Add(SendAsync(http, eventId, leads[i % leads.Count]));
            if (pending.Count > 1_000) pending.RemoveAll(p => p.IsCompletedSuccessfully);
        }

        await Task.WhenAll(pending);
    }

    private static async Task SendAsync(HttpClient http, string eventId, string leadId)
    {
        using var response = await http.PostAsJsonAsync("/api/events", new { eventId, eventType = "page_view", leadId });
        response.EnsureSuccessStatusCode();
    }

    private static async Task FollowAsync(HttpClient http, ConcurrentDictionary<string, long> posted, ConcurrentBag<double> latencies, CancellationToken stop)
    {
        try
        {
            using var response = await http.GetAsync("/api/stream/scores", HttpCompletionOption.ResponseHeadersRead, stop);
            response.EnsureSuccessStatusCode();
            await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(stop)).EnumerateAsync(stop))
            {
                using var change = JsonDocument.Parse(item.Data);
                if (change.RootElement.TryGetProperty("eventId", out var id) && posted.TryGetValue(id.GetString()!, out var at))
                {
                    latencies.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }
}

/// <param name="Url">The API, which runs already.</param>
/// <param name="Clients">How many follow the stream.</param>
/// <param name="Rate">Events posted per second, one request each.</param>
/// <param name="Seconds">For how long, after two seconds of warming up.</param>
internal sealed record StreamOptions(string Url, int Clients, int Rate, int Seconds)
{
    public static StreamOptions Parse(BenchmarkArguments args) => 
        new(args.Text("url", "http://localhost:3000"), args.Number("clients", 20), args.Number("rate", 500), args.Number("seconds", 20));
}
