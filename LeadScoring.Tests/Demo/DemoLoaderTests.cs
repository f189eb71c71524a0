using LeadScoring.Api.Demo;
using LeadScoring.Api.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Queue;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Demo;

public sealed class DemoLoaderTests : IDisposable
{
    private static readonly IReadOnlyList<DemoLead> Expected = DemoData.At(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("leadscoring-demo-");

    private string Database => Path.Combine(_folder.FullName, "demo.db");

    [Fact]
    public async Task Loads_every_lead_and_event_once()
    {
        await using var api = await StartAsync();
        await LoadedAsync(api);

        Assert.Equal(EventCount, api.Queue.Enqueued.Count);
        Assert.All(api.Queue.Enqueued, e => Assert.True(api.Services.GetRequiredService<KnownLeads>().Contains(e.LeadId)));
        await AssertScoresAsync(api);
    }

    [Fact]
    public async Task A_second_start_queues_nothing()
    {
        await using (var first = await StartAsync()) await LoadedAsync(first);

        await using var second = await StartAsync();
        await DoneAsync(second);

        Assert.Empty(second.Queue.Enqueued);
        await AssertScoresAsync(second);
    }

    [Fact]
    public async Task Broken_off_in_the_middle_the_next_start_completes_it()
    {
        await using (var first = await StartAsync(queue => queue.ThrowsAfter = (3, new QueueUnavailableException("gone"))))
        {
            await Wait.UntilAsync(() => Task.FromResult(first.Queue.Throws is not null), "the queue goes away");
        }

        await using var second = await StartAsync();
        await LoadedAsync(second);
        await AssertScoresAsync(second);
    }

    [Fact]
    public async Task Waits_for_a_queue_that_is_down_at_first_and_the_api_is_there_meanwhile()
    {
        await using var api = await StartAsync(queue => queue.Throws = new QueueUnavailableException("not yet"));
        (await api.GetAsync("/api/leaderboard")).Expect(200);
        await Wait.UntilAsync(() => Task.FromResult(api.Queue.StatsReads > 1), "it tries again");
        Assert.Empty(api.Queue.Enqueued);

        api.Queue.Throws = null;
        await LoadedAsync(api);
        await AssertScoresAsync(api);
    }

    [Fact]
    public async Task Adds_nothing_to_a_long_backlog()
    {
        await using var api = await StartAsync(queue => queue.Waiting = 1_000);
        await Wait.UntilAsync(() => Task.FromResult(api.Queue.StatsReads > 1), "it looks again");
        Assert.Empty(api.Queue.Enqueued);

        api.Queue.Waiting = 900;
        await LoadedAsync(api);
    }

    [Fact]
    public async Task A_lead_that_has_the_address_already_is_used()
    {
        var email = Expected.First(lead => lead.Events.Count > 0).Draft.Email;
        string id;
        await using (var before = await ApiHost.StartAsync(Database)) id = await before.LeadAsync(email);

        await using var api = await StartAsync();
        await LoadedAsync(api);

        Assert.Contains(api.Queue.Enqueued, e => e.LeadId == id);
        await AssertScoresAsync(api);
    }

    [Theory]
    [InlineData("--Demo:Seed=false")]
    [InlineData("--Demo:Seed=")]
    [InlineData("--other=1")]
    public async Task Loads_nothing_unless_asked_for(string argument)
    {
        await using var api = await ApiHost.StartAsync(Database, arguments: [argument]);
        Assert.Empty(api.Services.GetServices<IHostedService>().OfType<DemoLoader>());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static int EventCount => Expected.Sum(lead => lead.Events.Count);

    private Task<ApiHost> StartAsync(Action<FakeQueue>? prepare = null) => ApiHost.StartAsync(Database, prepare: prepare, arguments: ["--Demo:Seed=true"]);

    private static Task DoneAsync(ApiHost api) => api.Services.GetServices<IHostedService>().OfType<DemoLoader>().Single().ExecuteTask!.WaitAsync(Wait.Limit);

    /// <summary>The loader is done, and did not give up.</summary>
    private static async Task LoadedAsync(ApiHost api)
    {
        await DoneAsync(api);
        Assert.Equal(200, (await api.GetAsync("/api/leads?limit=1")).Expect(200).GetProperty("total").GetInt64());
    }

    private static async Task AssertScoresAsync(ApiHost api)
    {
        var leads = await api.Services.GetRequiredService<ILeadStore>().LeaderboardAsync(1000, CancellationToken.None);
        Assert.Equal(
            Expected.Select(lead => (lead.Draft.Email, DemoScores.Of(lead), (long)lead.Events.Count)).Order(),
            leads.Select(lead => (lead.Email, lead.CurrentScore, lead.EventCount)).Order());
    }
}
