using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace LeadScoring.Benchmarks.Dashboard;

/// <summary>Events at a fixed rate, whether or not those before were answered; some of them on the probes.</summary>
internal sealed class ScoreChanges(HttpClient http, BoardLeads leads, ProbeLog probes, int rate)
{
    public const int ProbesPerSecond = 20;
    private readonly Random _random = new(7);
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private int _posted;
    private int _probed;
    private int _failed;

    public int Failed => _failed;

    /// <summary>The longest that an event was posted after it was due.</summary>
    public TimeSpan Behind { get; private set; }

    /// <returns>How many were posted.</returns>
    public async Task<int> PostAsync(TimeSpan duration)
    {
        var (probeEvery, posted, started) = (Math.Max(1, rate / ProbesPerSecond), 0, Stopwatch.GetTimestamp());
        Behind = TimeSpan.Zero;
        var pending = new List<Task>();
        for (var due = TimeSpan.Zero; due < duration; due = TimeSpan.FromSeconds((double)++posted / rate))
        {
            while (Stopwatch.GetElapsedTime(started) < due) await Task.Delay(1);
            var late = Stopwatch.GetElapsedTime(started) - due;
            if (late > Behind) Behind = late;
            pending.Add(posted % probeEvery == 0 ? ProbeAsync() : ChangeAsync());
            if (pending.Count > 1_000) pending.RemoveAll(p => p.IsCompleted);
        }

        await Task.WhenAll(pending);
        return posted;
    }

    private Task ProbeAsync()
    {
        var lead = leads.Probes[_probed++ % leads.Probes.Count];
        probes.Sent(lead);
        return SendAsync(BoardRules.Probe, lead);
    }

    private Task ChangeAsync() => SendAsync(_random.Next(2) == 0 ? BoardRules.Up : BoardRules.Down, leads.Others[_random.Next(leads.Others.Count)]);

    private async Task SendAsync(string eventType, string leadId)
    {
        try
        {
            var body = $$"""{"eventId":"{{_run}}-{{_posted++}}","eventType":"{{eventType}}","leadId":"{{leadId}}"}""";
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await http.PostAsync("/api/events", content);
            if (!response.IsSuccessStatusCode) Interlocked.Increment(ref _failed);
        }
        catch (HttpRequestException)
        {
            Interlocked.Increment(ref _failed);
        }
    }
}
