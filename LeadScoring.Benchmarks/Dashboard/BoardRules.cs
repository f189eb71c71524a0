using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace LeadScoring.Benchmarks.Dashboard;

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
