using System.Net;
using System.Text.Json;

namespace LeadScoring.Benchmarks.Dashboard;

/// <summary>
/// The leads on the board. Most walk at random around 300 points. The probes begin at 600 and only ever gain a point per event,
/// so that their score says how many of their events it includes, and they stay above the others.
/// </summary>
internal sealed class BoardLeads(HttpClient http)
{
    public const int ProbeBase = 2 * BoardRules.BasePoints;
    private const int EventsPerProbe = 350; // 600 + 350 is below the highest score
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(60);
    private readonly List<string> _all = [];
    private int _probes;

    public IReadOnlyList<string> Probes => _all[.._probes];

    public IReadOnlyList<string> Others => _all[_probes..];

    public async Task CreateAsync(int leads, int probeEvents)
    {
        _probes = Math.Max(4, (probeEvents + EventsPerProbe - 1) / EventsPerProbe);
        if (_probes >= Math.Min(leads, DashboardOptions.Top)) throw new ArgumentException($"For this long, {_probes} leads only measure: take more leads or fewer seconds.");
        var run = Guid.NewGuid().ToString("N")[..8];
        for (var i = 0; i < leads; i++) _all.Add(await LeadAsync($"{(i < _probes ? "Probe" : "Board")} {i}", $"board-{run}-{i}@example.com"));
        var events = Probes.Concat(_all).Select((leadId, i) => new { eventId = $"board-{run}-{i}", eventType = BoardRules.Base, leadId });
        foreach (var batch in events.Chunk(5_000))
        {
            using var response = await http.PostAsJsonAsync("/api/events/batch", new { events = batch });
            response.EnsureSuccessStatusCode();
        }

        await ScoredAsync();
    }

    /// <summary>So that the next run's leads are the only ones on the board again.</summary>
    public async Task DeleteAsync()
    {
        foreach (var id in _all)
        {
            using var response = await http.DeleteAsync($"/api/leads/{id}");
        }
    }

    /// <summary>Waits until everything accepted is scored.</summary>
    public async Task ScoredAsync()
    {
        using var limit = new CancellationTokenSource(Settled);
        while (true)
        {
            var stats = await http.GetFromJsonAsync<JsonElement>("/api/queue/stats", limit.Token);
            if (new[] { "waiting", "active", "delayed" }.All(n => stats.GetProperty(n).GetInt64() == 0)) return;
            await Task.Delay(50, limit.Token);
        }
    }

    private async Task<string> LeadAsync(string name, string email)
    {
        using var response = await http.PostAsJsonAsync("/api/leads", new { name, email });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }
}

/// <summary>Event types of the benchmark's own, so that scores move both ways and stay between the bounds.</summary>
internal static class BoardRules
{
    public const string Base = "bench_base";
    public const string Up = "bench_up";
    public const string Down = "bench_down";
    public const string Probe = "bench_probe";
    public const int BasePoints = 300;

    private static readonly Dictionary<string, int> Points = new() { [Base] = BasePoints, [Up] = 3, [Down] = -3, [Probe] = 1 };

    public static async Task PublishAsync(HttpClient http)
    {
        foreach (var (type, points) in Points)
        {
            if (await IsPublishedAsync(http, type, points)) continue;
            using var response = await http.PutAsJsonAsync($"/api/rules/{type}", new { points });
            response.EnsureSuccessStatusCode();
        }
    }

    private static async Task<bool> IsPublishedAsync(HttpClient http, string type, int points)
    {
        using var response = await http.GetAsync($"/api/rules/{type}");
        if (response.StatusCode == HttpStatusCode.NotFound) return false;
        response.EnsureSuccessStatusCode();
        var rule = await response.Content.ReadFromJsonAsync<JsonElement>();
        return rule.GetProperty("points").GetInt32() == points && rule.GetProperty("active").GetBoolean();
    }
}
