using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using LeadScoring.Streams;
using LeadScoring.Streams.Leases;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using LeadScoring.Tests.Streams;
using LeadScoring.Worker.Hosting;
using LeadScoring.Worker.Ingest;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace LeadScoring.Tests.Worker;

/// <summary>Reader, leases and backoff without the ingest loop, on a Redis that can be frozen.</summary>
public sealed class LaneReaderTests : StreamsFixture
{
    private const int Events = 40;
    private const long StartMs = 1_700_000_000_000;
    private ServiceProvider _worker = null!;

    private StreamOptions Limits => _worker.GetRequiredService<IOptions<StreamOptions>>().Value;

    private LaneReader Reader => _worker.GetRequiredService<LaneReader>();

    private PartitionLeases Leases => _worker.GetRequiredService<PartitionLeases>();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _worker = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton<IConnectionMultiplexer>(Connection)
            .AddSingleton<IStoreInfo>(new SharedStore())
            .AddLeadScoringStreams()
            .AddWorkerServices(new WorkerIdentity("worker-1"))
            .Configure<WorkerOptions>(o => (o.LeaseMs, o.RetryBaseMs) = (60_000, 1))
            .BuildServiceProvider();
    }

    public override async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_reclaim_that_timed_out_takes_nothing_more_when_redis_answers_late()
    {
        var positions = await DeliveredToAnotherAsync();
        await Leases.KeepAsync(default);
        await WhileFrozenAsync(Limits, async () =>
        {
            await Assert.ThrowsAsync<QueueUnavailableException>(() => Reader.ReadAsync(default));
            await Reader.ReclaimAllAsync(asAttempt: false);
        });

        var taken = await ReadAllAsync();
        Assert.Equal(positions.Select(p => p.EntryId).Order(), taken.Select(d => d.Entry.Id.ToString()).Order());
        Assert.All(taken, delivery => Assert.Equal(1, delivery.Number));
        foreach (var position in positions) Assert.Equal(1, await Consumer(position).DeliveriesAsync(position.EntryId));
    }

    [Fact]
    public async Task A_retry_that_is_due_is_not_lost_when_its_read_timed_out()
    {
        var positions = await DeliveredToAnotherAsync();
        await Leases.KeepAsync(default);
        foreach (var failed in await ReadAllAsync()) await _worker.GetRequiredService<DelayedEntries>().DelayAsync(failed);
        await Wait.UntilAsync(async () => (await Task.WhenAll(positions.Select(IsDueAsync))).All(isDue => isDue), "the retries are due");
        await WhileFrozenAsync(Limits, async () =>
        {
            await Assert.ThrowsAsync<QueueUnavailableException>(() => Reader.ReadAsync(default));
            await Reader.ReclaimAllAsync(asAttempt: false);
        });

        foreach (var position in positions) Assert.True(await IsDueAsync(position));
        var taken = await ReadAllAsync();
        Assert.Equal(positions.Select(p => p.EntryId).Order(), taken.Select(d => d.Entry.Id.ToString()).Order());
    }

    [Fact]
    public async Task A_round_of_leases_that_timed_out_changes_nothing_afterwards()
    {
        Assert.True(await Leases.KeepAsync(default));
        await WhileFrozenAsync(Limits, async () =>
        {
            await Assert.ThrowsAsync<QueueUnavailableException>(() => Leases.KeepAsync(default));
            await Assert.ThrowsAsync<QueueUnavailableException>(() => Leases.ReleaseAsync(default));
        });

        await Db.PingAsync();
        Assert.Empty(Leases.Held());
        Assert.False(await Db.KeyExistsAsync(StreamKeys.Lease(0)));
    }

    [Fact]
    public async Task A_lease_that_was_acquired_without_an_answer_is_released_with_the_others()
    {
        await WhileFrozenAsync(Limits, async () =>
        {
            await Assert.ThrowsAsync<QueueUnavailableException>(() => Leases.KeepAsync(default));
            await Record.ExceptionAsync(() => Leases.ReleaseAsync(default));
        });

        await Db.PingAsync();
        for (var partition = 0; partition < 8; partition++) Assert.False(await Db.KeyExistsAsync(StreamKeys.Lease(partition)));
        Assert.Empty(Leases.Held());
    }

    [Theory]
    [InlineData(1, 200)]
    [InlineData(2, 800)]
    [InlineData(3, 3_200)]
    [InlineData(4, 12_800)]
    [InlineData(5, 30_000)]
    public async Task Each_failed_attempt_waits_fourtimes_as_long_up_to_the_cap(int attempt, int waitMs)
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(StartMs));
        var at = (await Queue.EnqueueAsync(Lane.Live, [Given.Event("lead", "e", "page_view", 1)], default))[0];
        var stream = Consumer(at);
        await stream.EnsureGroupAsync();
        var entry = Assert.Single(await stream.ReadNewAsync(1));
        var delayed = new DelayedEntries(Options.Create(new StreamOptions()), Options.Create(new WorkerOptions()), time);
        await delayed.DelayAsync(new Delivery(stream, entry, attempt));

        Assert.Empty(await stream.DueAsync(StartMs + waitMs - 1, 1));
        Assert.Equal([entry.Id], await stream.DueAsync(StartMs + waitMs, 1));
        Assert.Equal(TimeSpan.FromMilliseconds(waitMs), delayed.SleepLimit(TimeSpan.FromHours(1)));
        time.Advance(TimeSpan.FromMilliseconds(waitMs));
        var again = Assert.Single(await delayed.TakeDueAsync([stream], default));
        Assert.Equal((entry.Id, 2), (again.Entry.Id, again.Number));
    }

    /// <summary>Entries delivered to a worker that is gone.</summary>
    private async Task<IReadOnlyList<EntryLocation>> DeliveredToAnotherAsync()
    {
        var positions = await Queue.EnqueueAsync(Lane.Live, [.. Enumerable.Range(0, Events).Select(i => Given.Event($"lead{i}", $"e{i}", "page_view", i))], default);
        foreach (var position in positions.DistinctBy(p => p.Partition))
        {
            await Consumer(position, "gone").EnsureGroupAsync();
            await Consumer(position, "gone").ReadNewAsync(Events);
        }

        return positions;
    }

    private async Task<bool> IsDueAsync(EntryLocation position) =>
        (await Consumer(position).DueAsync(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), Events)).Contains(position.EntryId);

    private async Task<List<Delivery>> ReadAllAsync()
    {
        List<Delivery> all = [];
        while (await Reader.ReadAsync(default) is { Count: > 0 } some) all.AddRange(some);
        return all;
    }
}
