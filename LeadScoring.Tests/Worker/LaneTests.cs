using LeadScoring.Core.Queue;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using LeadScoring.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Tests.Worker;

public sealed class LaneTests : WorkerFixture
{
    [Fact]
    public async Task Live_goes_before_bulk_that_came_earlier()
    {
        await SubmitAsync(Lane.Bulk, Traffic(5000));
        await SubmitAsync(Lane.Live, Given.Event(Leads[0], "urgent", "purchase", 1));
        var worker = await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store));

        await DrainedAsync();
        Assert.Equal("urgent", worker.Store.Commits[0][0]);
        Assert.True(worker.Store.Commits.Count > 2, "bulk comes in slices");
        await AllIsWellAsync();
    }

    [Fact]
    public async Task A_lost_wake_up_costs_no_more_than_the_poll()
    {
        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, listens: false, configure: PollEvery(50)));
        await SubmitAsync(Lane.Live, Traffic(10));
        await DrainedAsync();

        await SubmitAsync(Lane.Live, Given.Event(Leads[0], "unheard", "purchase", 1));
        await Wait.UntilAsync(async () => await Store.Events.FindAsync("unheard", default) is not null, "polled");
    }

    [Fact]
    public async Task A_wake_up_is_heard_long_before_the_poll()
    {
        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, configure: PollEvery(60_000)));
        await SubmitAsync(Lane.Live, Traffic(10));
        await DrainedAsync();

        for (var i = 0; i < 20; i++)
        {
            using var wait = Get<ISubmissionResults>().Expect(1_000_000 + i);
            await SubmitAsync(Lane.Live, Given.Event(Leads[0], $"quick{i}", "purchase", 1) with { Submission = 1_000_000 + i });
            var result = await wait.Result.WaitAsync(Wait.Limit);
            Assert.Equal($"quick{i}", result.Outcome!.EventId);
        }
    }

    private static Action<IServiceCollection> PollEvery(int milliseconds) => services => services.Configure<WorkerOptions>(o => o.PollMs = milliseconds);
}
