using LeadScoring.Api.Queue;
using LeadScoring.Core.Queue;
using LeadScoring.Streams;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeadScoring.Tests.Worker;

/// <summary>Dead letters tried again, with a real queue, a real store and a real worker.</summary>
[Trait("Category", StoreUnderTest.Any)]
public sealed class RetryTests : WorkerFixture
{
    private volatile bool _fails = true;

    private IDeadLetters Dead => Get<IDeadLetters>();

    private DeadLetterRetry Retry => new(Dead, Store.Events, NullLogger<DeadLetterRetry>.Instance);

    private SubmissionLookup Jobs => new(Store.Events, Monitor);

    [Fact]
    public async Task A_retried_event_waits_without_reading_as_failed_and_is_then_scored_once()
    {
        var worker = await StartAsync(store => store.Fail = events => events.Any(e => e.EventId == "poison") ? new InvalidOperationException("no") : null);
        await SubmitAsync(Lane.Live, Traffic(50));
        await SubmitAsync(Lane.Live, Given.Event(Leads[0], "poison", "purchase", 1));
        await DrainedAsync();
        var letter = Assert.Single(await Dead.ListAsync(10, default));
        Assert.Equal("failed", (await Jobs.FindAsync("poison", null, default))!.State);
        await worker.StopAsync();

        var (at, jobId) = (await Retry.RetryAsync(letter.Id, default))!.Value;
        Assert.Equal("poison", jobId);
        Assert.Equal("waiting", (await Jobs.FindAsync("poison", at, default))!.State);
        Assert.Null(await Jobs.FindAsync("poison", null, default));
        Assert.Null(await Retry.RetryAsync(letter.Id, default));

        await StartAsync(name: "worker-2");
        await DrainedAsync();
        var job = (await Jobs.FindAsync("poison", at, default))!;
        Assert.Equal(("completed", 100L), (job.State, job.Result!.Change));
        Assert.Equal(0, await Dead.CountAsync(default));
        await AllIsWellAsync();
    }

    [Fact]
    public async Task A_retry_that_fails_again_is_a_dead_letter_again_and_reads_as_failed()
    {
        await StartAsync();
        await Queue.EnqueueAsync(Lane.Bulk, [Given.Event("nobody", "lost", "page_view", 1)], default);
        await DrainedAsync();
        var first = Assert.Single(await Dead.ListAsync(10, default));
        var failedAt = (await Store.Events.FindFailureAsync("lost", default))!.FailedAtMs;

        Assert.NotNull(await Retry.RetryAsync(first.Id, default));
        await DrainedAsync();
        var second = Assert.Single(await Dead.ListAsync(10, default));
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal((Lane.Bulk, first.Origin.Partition, 1), (second.Origin.Lane, second.Origin.Partition, second.Attempts));
        Assert.Equal("unknown lead nobody", (await Jobs.FindAsync("lost", null, default))!.FailedReason);
        Assert.InRange((await Store.Events.FindFailureAsync("lost", default))!.FailedAtMs, failedAt, long.MaxValue);
    }

    [Fact]
    public async Task Two_retries_at_once_count_once()
    {
        var worker = await StartAsync(store => store.Fail = events => events.Any(e => e.EventId == "poison") ? new InvalidOperationException("no") : null);
        await SubmitAsync(Lane.Live, Given.Event(Leads[0], "poison", "purchase", 1));
        await DrainedAsync();
        var letter = Assert.Single(await Dead.ListAsync(10, default));
        worker.Store.Fail = _ => null;
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Retry.RetryAsync(letter.Id, default)));
        await DrainedAsync();
        await AllIsWellAsync();
        Assert.Equal(100, await Store.ScoreAsync(Leads[0]));
    }

    [Fact]
    public async Task A_discarded_event_still_reads_as_failed_although_it_was_retried_at_the_same_time()
    {
        var worker = await StartAsync();
        await Queue.EnqueueAsync(Lane.Live, [.. Enumerable.Range(0, 40).Select(i => Given.Event("nobody", $"lost{i}", "page_view", 1))], default);
        await DrainedAsync();
        await worker.StopAsync();
        foreach (var letter in await Dead.ListAsync(40, default))
        {
            var retry = Retry.RetryAsync(letter.Id, default);
            var discarded = await Dead.DiscardAsync(letter.Id, default);
            Assert.NotEqual(discarded, await retry is not null);
            Assert.Equal(discarded ? "failed" : null, (await Jobs.FindAsync(letter.EventId!, null, default))?.State);
        }
    }

    /// <summary>The API crashed between the steps of a retry: the event waits, and the record of its failure is deleted when it is scored.</summary>
    [Fact]
    public async Task A_retry_that_crashed_after_it_moved_the_letter_loses_nothing()
    {
        await StartAsync(store => store.Fail = _ => _fails ? new InvalidOperationException("no") : null);
        await SubmitAsync(Lane.Live, Given.Event(Leads[0], "poison", "purchase", 1));
        await DrainedAsync();
        var letter = Assert.Single(await Dead.ListAsync(10, default));
        _fails = false;
        Assert.NotNull(await Dead.RetryAsync(letter.Id, default));
        await DrainedAsync();
        Assert.Equal("completed", (await Jobs.FindAsync("poison", null, default))!.State);
        Assert.Null(await Store.Events.FindFailureAsync("poison", default));
        await AllIsWellAsync();
    }

    [Fact]
    public async Task Garbage_can_be_retried_and_comes_back()
    {
        await Db.StreamAddAsync(StreamKeys.Stream(Lane.Live, 0), "d", "garbage");
        await StartAsync();
        await Wait.UntilAsync(async () => await Dead.CountAsync(default) == 1, "it is dead");
        var letter = Assert.Single(await Dead.ListAsync(10, default));
        var (_, jobId) = (await Retry.RetryAsync(letter.Id, default))!.Value;
        Assert.Null(jobId);
        await Wait.UntilAsync(async () => (await Dead.ListAsync(10, default)) is [{ Payload: "garbage" } again] && again.Id != letter.Id, "it is dead again");
    }

    private Task<TestWorker> StartAsync(Action<FailingStore>? store = null, string name = "worker-1") =>
        WorkerAsync((redis, path) => TestWorker.StartAsync(redis, path, name, prepare: store));
}
