using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.EndToEnd;

/// <summary>A client that knows every lead's score from the stream alone, as somebody's own dashboard would.</summary>
public sealed class StreamFollower(ApiClient api)
{
    private readonly Dictionary<string, long> _versions = [];

    public Dictionary<string, long> Scores { get; } = [];

    public string? LastEventId { get; private set; }

    public int Changes { get; private set; }

    public int Resets { get; private set; }

    /// <summary>Follows, and connects again whenever it is cut off, until it has seen so many changes more or a change of this lead.</summary>
    public async Task FollowAsync(int changes = int.MaxValue, string? until = null)
    {
        var goal = changes == int.MaxValue ? int.MaxValue : Changes + changes;
        while (true)
        {
            try
            {
                await using var client = await SseClient.OpenAsync(api.Http, "/api/stream/scores", LastEventId);
                while (await client.NextAsync(TimeSpan.FromSeconds(30)) is var (id, kind, data))
                {
                    LastEventId = id;
                    if (kind == "reset")
                    {
                        await ReloadAsync();
                        if (until is not null && Scores.ContainsKey(until)) return; // it was among what was missed
                        continue;
                    }

                    var lead = data.GetProperty("leadId").GetString()!;
                    Take(lead, data.GetProperty("score").GetInt64(), data.GetProperty("version").GetInt64());
                    if (lead == until) return;
                    if (Changes >= goal) return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                await Task.Delay(200);
            }
        }
    }

    private void Take(string lead, long score, long version)
    {
        Changes++;
        if (_versions.TryGetValue(lead, out var known) && version <= known) return;
        (_versions[lead], Scores[lead]) = (version, score);
    }

    private async Task ReloadAsync()
    {
        Resets++;
        _versions.Clear();
        for (var page = 1; ; page++)
        {
            var answer = await api.GetAsync($"/api/leads?limit=200&sort=name&page={page}");
            foreach (var lead in answer.GetProperty("leads").EnumerateArray()) Scores[lead.GetProperty("id").GetString()!] = lead.GetProperty("currentScore").GetInt64();
            if (page >= answer.GetProperty("pages").GetInt32()) return;
        }
    }
}
