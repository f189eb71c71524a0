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

/// <summary>
/// When each probe's events were sent, in order. A probe's score is its base and one point per event: the first row that shows
/// the base + n shows the n-th event, and all before it.
/// </summary>
internal sealed class ProbeLog(TimeProvider time)
{
    private readonly Dictionary<string, List<double>> _sent = [];

    /// <summary>Milliseconds since 1970, the clock that the browser reads as well.</summary>
    public double Now => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    public void Sent(string leadId)
    {
        if (!_sent.TryGetValue(leadId, out var times)) _sent[leadId] = times = [];
        times.Add(Now);
    }

    /// <param name="seen">In order of time.</param>
    /// <param name="since">Events sent earlier do not count.</param>
    /// <returns>Per event, the milliseconds until a row showed it; NaN: none did.</returns>
    public IReadOnlyList<double> Latencies(IReadOnlyList<SeenScore> seen, double since)
    {
        var byLead = seen.ToLookup(s => s.LeadId);
        var latencies = new List<double>();
        foreach (var (lead, times) in _sent)
        {
            using var rows = byLead[lead].GetEnumerator();
            var more = rows.MoveNext();
            for (var n = 1; n <= times.Count; n++)
            {
                while (more && rows.Current.Score < BoardLeads.ProbeBase + n) more = rows.MoveNext();
                if (times[n - 1] >= since) latencies.Add(more ? rows.Current.At - times[n - 1] : double.NaN);
            }
        }

        return latencies;
    }
}
