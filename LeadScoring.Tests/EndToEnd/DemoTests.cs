using LeadScoring.Api.Demo;
using LeadScoring.Tests.Demo;

namespace LeadScoring.Tests.EndToEnd;

[Collection(WholeSystem.Name)]
public sealed class DemoTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [LocalProcessFact]
    public async Task Started_with_seed_the_leaderboard_is_the_demos_and_a_second_start_changes_nothing()
    {
        var expected = Expected();
        var folder = Directory.CreateTempSubdirectory("leadscoring-").FullName;
        try
        {
            string first;
            await using (var app = await RunningApp.StartAsync(folder, "--seed"))
            {
                await Eventually.TrueAsync(async () => expected.SequenceEqual(await ScoresAsync(app.Api)), Limit, "every demo lead has its score");
                await app.Api.DrainAsync(Limit);
                first = await LeaderboardAsync(app.Api);
            }

            await using var again = await RunningApp.StartAsync(folder, "--seed");
            await Eventually.TrueAsync(() => Task.FromResult(again.Logs().Contains("Demo data is there already", StringComparison.Ordinal)), Limit, "the second start finds the demo");
            var stats = await again.Api.DrainAsync(Limit);
            Assert.Equal(expected.Sum(lead => lead.Events), stats.GetProperty("total").GetInt64());
            Assert.Equal(first, await LeaderboardAsync(again.Api));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<(string Email, long Score, long Events)> Expected() =>
        [.. DemoData.At(TimeProvider.System.GetUtcNow()).Select(lead => (lead.Draft.Email, DemoScores.Of(lead), (long)lead.Events.Count)).Order()];

    private static async Task<List<(string Email, long Score, long Events)>> ScoresAsync(ApiClient api) =>
        [.. (await api.GetAsync("/api/leaderboard?limit=1000")).EnumerateArray().Select(lead => (
            lead.GetProperty("email").GetString()!, lead.GetProperty("currentScore").GetInt64(), lead.GetProperty("eventCount").GetInt64())).Order()];

    private static async Task<string> LeaderboardAsync(ApiClient api) => (await api.GetAsync("/api/leaderboard?limit=1000")).GetRawText();
}
