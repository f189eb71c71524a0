using LeadScoring.Core.Queue;
using LeadScoring.Streams;
using LeadScoring.Tests.Store;
using LeadScoring.Tests.Streams;
using LeadScoring.Worker.Hosting;
using LeadScoring.Worker.Ingest;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace LeadScoring.Tests.Worker;

public sealed class DelayedEntriesTests : StreamsFixture
{
    private const long StartMs = 1_700_000_000_000;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(StartMs));

    [Theory]
    [InlineData(1, 200)]
    [InlineData(2, 800)]
    [InlineData(3, 3_200)]
    [InlineData(4, 12_800)]
    [InlineData(5, 30_000)]
    public async Task Each_failed_attempt_waits_four_times_as_long_up_to_the_cap(int attempt, int waitMs)
    {
        var at = (await Queue.EnqueueAsync(Lane.Live, [Given.Event("lead", "e", "page_view", 1)], default))[0];
        var stream = Consumer(at);
        await stream.EnsureGroupAsync();
        var entry = Assert.Single(await stream.ReadNewAsync(1));
        var delayed = new DelayedEntries(Options.Create(new StreamOptions()), Options.Create(new WorkerOptions()), _time);
        await delayed.DelayAsync(new Delivery(stream, entry, attempt));

        Assert.Empty(await stream.DueAsync(StartMs + waitMs - 1, 1));
        Assert.Equal([entry.Id], await stream.DueAsync(StartMs + waitMs, 1));
        Assert.Equal(TimeSpan.FromMilliseconds(waitMs), delayed.SleepLimit(TimeSpan.FromHours(1)));
        _time.Advance(TimeSpan.FromMilliseconds(waitMs));
        var again = Assert.Single(await delayed.TakeDueAsync([stream], default));
        Assert.Equal((entry.Id, 2), (again.Entry.Id, again.Attempt));
    }
}
