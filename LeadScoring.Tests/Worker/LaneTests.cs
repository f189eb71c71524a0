using System.Diagnostics;
using LeadScoring.Core.Streams;
using LeadScoring.Core.Telemetry;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;

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
        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store, listens: false));
        await SubmitAsync(Lane.Live, Traffic(10));
        await DrainedAsync();

        var started = Stopwatch.GetTimestamp();
        await SubmitAsync(Lane.Live, Given.Event(Leads[0], "unheard", "purchase", 1));
        await Wait.UntilAsync(async () => await Store.Events.FindAsync("unheard", default) is not null, "polled");
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 8); // the poll is one second; the rest is the machine
    }

    [Fact]
    public async Task A_wake_up_is_heard_well_before_the_poll()
    {
        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store));
        await SubmitAsync(Lane.Live, Traffic(10));
        await DrainedAsync();

        var times = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            using var wait = Get<ISubmissionResults>().Expect(1_000_000 + i);
            var started = Stopwatch.GetTimestamp();
            await SubmitAsync(Lane.Live, Given.Event(Leads[0], $"quick{i}", "purchase", 1) with { Submission = 1_000_000 + i });
            var result = await wait.Result.WaitAsync(Wait.Limit);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            Assert.Equal($"quick{i}", result.Outcome!.EventId);
        }

        Assert.InRange(times.Order().ElementAt(10), 0, 300);
    }
}
