using LeadScoring.Core.Queue;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using LeadScoring.Tests.Worker;

namespace LeadScoring.Tests.Streams;

[Trait("Category", StoreUnderTest.Any)]
public sealed class WorkerHistoryTests : WorkerFixture
{
    [Fact]
    public async Task History_has_every_event_once_as_it_comes_in_and_as_it_is_finished()
    {
        var events = Traffic(200);
        await SubmitAsync(Lane.Live, events[..150]);
        await SubmitAsync(Lane.Bulk, [.. events[150..], Given.Event("nobody", "lost", "page_view", 1)]);
        await WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store));
        await DrainedAsync();

        var history = Get<IQueueHistory>();
        QueueHistory read = null!;
        await Wait.UntilAsync(
            async () =>
            {
                read = await history.ReadAsync(QueueHistory.MaxPoints, default);
                return read.Points.Sum(p => p.Finished) >= events.Length + 1;
            }, "everything is in the history");

        Assert.Equal((events.Length + 1, events.Length + 1), (read.Points.Sum(p => p.Accepted), read.Points.Sum(p => p.Finished)));
        Assert.NotNull(read.Latency);
        Assert.InRange(read.Latency.P50, 0, read.Latency.P95);
        Assert.InRange(read.Latency.P99, read.Latency.P95, 120_000);
        await AllIsWellAsync();
    }
}
