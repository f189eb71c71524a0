using LeadScoring.Demo.Data;
using LeadScoring.Tests.Demo;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.EndToEnd;

[Collection(OwnSystem.Name)]
public sealed class RestartTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Started_with_seed_the_leaderboard_is_the_demos_and_a_second_start_finds_everything_and_changes_nothing()
    {
        var expected = Expected();
        var folder = Directory.CreateTempSubdirectory("leadscoring-").FullName;
        try
        {
            string first, lead;
            await using (var app = await RunningApp.StartAsync(folder, null, "--seed=true"))
            {
                await Wait.UntilAsync(async () => expected.SequenceEqual(await ScoresAsync(app.Api)), "every demo lead has its score", Limit);
                lead = await app.Api.CreateLeadAsync("John Doe", "john@example.com");
                await app.Api.Http.PostAsJsonAsync("/api/events", new { eventId = "evt_1", eventType = "page_view", leadId = lead });
                await app.Api.DrainAsync(Limit);
                first = await LeaderboardAsync(app.Api);
            }

            await using var again = await RunningApp.StartAsync(folder, null, "--seed=true");
            await Wait.UntilAsync(async () => (await again.LogsAsync()).Contains("Sample data is there already", StringComparison.Ordinal), "the second start finds the demo", Limit);
            var stats = await again.Api.DrainAsync(Limit);
            Assert.Equal(1 + expected.Sum(l => l.Events), stats.GetProperty("total").GetInt64());
            Assert.Equal(first, await LeaderboardAsync(again.Api));
            Assert.Equal(5, (await again.Api.GetAsync($"/api/leads/{lead}")).GetProperty("currentScore").GetInt64());
            Assert.Single(await again.Api.LedgerAsync(lead));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<(string Email, long Score, long Events)> Expected() =>
        [.. DemoData.At(TimeProvider.System.GetUtcNow()).Select(lead => (lead.Request.Email, DemoScores.Of(lead), (long)lead.Events.Count)).Order()];

    private static async Task<List<(string Email, long Score, long Events)>> ScoresAsync(ApiClient api) =>
        [.. (await api.GetAsync("/api/leaderboard?limit=1000")).EnumerateArray().Select(lead => (
            lead.GetProperty("email").GetString()!, lead.GetProperty("currentScore").GetInt64(), lead.GetProperty("eventCount").GetInt64())).Order()];

    private static async Task<string> LeaderboardAsync(ApiClient api) => (await api.GetAsync("/api/leaderboard?limit=1000")).GetRawText();
}
