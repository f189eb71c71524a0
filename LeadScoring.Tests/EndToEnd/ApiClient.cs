using System.Net;
using System.Text.Json;

namespace LeadScoring.Tests.EndToEnd;

/// <summary>The API as an outside client sees it: JSON in, JSON out, nothing of the product's types.</summary>
public sealed class ApiClient(HttpClient http)
{
    public HttpClient Http => http;

    public async Task<string> CreateLeadAsync(string name, string email, CancellationToken ct = default)
    {
        using var response = await http.PostAsJsonAsync("/api/leads", new { name, email, company = "Acme" }, ct);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await JsonAsync(response, ct)).GetProperty("id").GetString()!;
    }

    public async Task<List<string>> CreateLeadsAsync(int count, string prefix, CancellationToken ct = default)
    {
        var ids = new string[count];
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = ct },
            async (i, c) => ids[i] = await CreateLeadAsync($"Lead {i}", $"{prefix}-{i}@example.com", c));
        return [.. ids];
    }

    /// <summary>Sends in batches, each again until the API takes it, as a client should on 429 and 503.</summary>
    public async Task PostBatchesAsync(IEnumerable<OracleEvent> events, int size, CancellationToken ct = default)
    {
        foreach (var chunk in events.Chunk(size))
        {
            var body = new { events = chunk.Select(e => new { e.EventId, e.EventType, e.LeadId, e.Timestamp }) };
            var deadline = TimeProvider.System.GetUtcNow().AddSeconds(60);
            while (true)
            {
                using var response = await PostOrNullAsync(body, ct);
                if (response?.StatusCode == HttpStatusCode.Accepted)
                {
                    var answer = await JsonAsync(response, ct);
                    Assert.Equal(chunk.Length, answer.GetProperty("queued").GetInt32());
                    break;
                }

                Assert.True(response is null || (int)response.StatusCode is 429 or 503, $"unexpected {response?.StatusCode}");
                Assert.True(TimeProvider.System.GetUtcNow() < deadline, "the API took no batch for 60 s");
                await Task.Delay(200, ct);
            }
        }
    }

    public Task<JsonElement> GetAsync(string path, CancellationToken ct = default) => http.GetFromJsonAsync<JsonElement>(path, ct);

    public async Task<IReadOnlyList<JsonElement>> LedgerAsync(string leadId, CancellationToken ct = default)
    {
        var lines = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await GetAsync($"/api/leads/{leadId}/history?limit=1000" + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}"), ct);
            lines.AddRange(page.GetProperty("history").EnumerateArray());
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);
        return lines;
    }

    /// <summary>Waits until everything accepted is committed or dead-lettered.</summary>
    public async Task<JsonElement> DrainAsync(TimeSpan limit, CancellationToken ct = default)
    {
        var deadline = TimeProvider.System.GetUtcNow() + limit;
        while (true)
        {
            var stats = await GetAsync("/api/queue/stats", ct);
            if (Pending(stats) == 0) return stats;
            Assert.True(TimeProvider.System.GetUtcNow() < deadline, $"not drained within {limit}: {stats}");
            await Task.Delay(100, ct);
        }
    }

    public static long Pending(JsonElement stats) =>
        stats.GetProperty("waiting").GetInt64() + stats.GetProperty("active").GetInt64() + stats.GetProperty("delayed").GetInt64();

    public static (long Completed, long Failed) Counts(JsonElement stats) => (stats.GetProperty("completed").GetInt64(), stats.GetProperty("failed").GetInt64());

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response, CancellationToken ct = default) =>
        await response.Content.ReadFromJsonAsync<JsonElement>(ct);

    private async Task<HttpResponseMessage?> PostOrNullAsync(object body, CancellationToken ct)
    {
        try
        {
            return await http.PostAsJsonAsync("/api/events/batch", body, ct);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
