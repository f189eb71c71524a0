using LeadScoring.Core.Feed;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Rules;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using LeadScoring.Worker.Hosting;

namespace LeadScoring.Tests.Worker;

[Trait("Category", StoreUnderTest.Any)]
public sealed class JobRunnerTests : WorkerFixture
{
    [Fact]
    public async Task A_published_rule_rescores_and_announces()
    {
        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store));
        foreach (var lead in Leads) await SubmitAsync(Lane.Live, Given.Event(lead, $"e-{lead}", "page_view", 1_700_000_000_000));
        await DrainedAsync();

        await Store.Rules.PublishAsync(new("page_view", 7, true, "", AppliesToAll: true, null), default);
        await Get<IJobNotifier>().NotifyAsync(default);
        await Wait.UntilAsync(async () => await Store.Jobs.NextAsync(default) is null, "the rescore completes");

        foreach (var lead in Leads) Assert.Equal(7, await Store.ScoreAsync(lead));
        var rescored = (await Get<IChangeFeed>().ReadAsync("0", 1000, default)).Entries.Where(e => e.Kind == "rescored").ToList();
        Assert.Equal(Leads.Order(), rescored.Where(e => e.Score == 7).Select(e => e.LeadId).Distinct().Order());
    }

    [Fact]
    public async Task Other_bounds_rescore_all_leads()
    {
        await SubmitAsync(Lane.Live, Given.Event(Leads[0], "e", "purchase", 1_700_000_000_000));
        await WorkerAsync((redis, store) => TestWorker.StartAsync(
            redis, store, configure: services => services.Configure<ScoringOptions>(o => o.MaxScore = 42)));

        await Wait.UntilAsync(async () => await Store.ScoreAsync(Leads[0]) == 42, "the new bound is applied");
    }
}
