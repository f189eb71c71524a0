using System.Globalization;
using LeadScoring.Core.Queue;
using LeadScoring.Streams;
using LeadScoring.Streams.History;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace LeadScoring.Tests.Streams;

public sealed class QueueHistoryTests : StreamsFixture
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
    private static readonly TimeSpan Slot = TimeSpan.FromSeconds(QueueHistory.SecondsPerPoint);
    private readonly FakeTimeProvider _time = new(Start);

    private RedisQueueHistory History => new(Connection, Options.Create(new StreamOptions()), _time);

    [Fact]
    public async Task Counts_of_several_processes_add_up_by_the_seconds_in_which_they_were_made()
    {
        using var api = new QueueRecorder(Connection, _time);
        using var worker = new QueueRecorder(Connection, _time);
        var history = History;
        api.Accepted(3);
        api.Accepted(4);
        worker.Finished(5);
        worker.Scored([7, 7, 7, 7, 1_000]);
        AdvanceSlot();
        api.Accepted(2);
        worker.Finished(4);
        worker.Scored([7, 7, 7, 7]);
        AdvanceSlot();
        api.Accepted(1);
        AdvanceSlot();

        var read = await history.ReadAsync(4, default);

        Assert.Equal([(0, 0), (7, 5), (2, 4), (1, 0)], Ordered(read));
        Assert.Equal(new Latency(7, 1_023, 1_023), read.Points[1].Latency);
        Assert.Equal(new Latency(7, 7, 7), read.Points[2].Latency);
        Assert.Null(read.Points[3].Latency);
        Assert.Equal(new Latency(7, 1_023, 1_023), read.Latency);
    }

    [Fact]
    public async Task Counts_that_come_late_are_seen_and_old_ones_go()
    {
        using var worker = new QueueRecorder(Connection, _time);
        var history = History;
        _time.Advance(Slot);
        Assert.Equal(0, (await history.ReadAsync(2, default)).Points.Sum(p => p.Finished));
        await Db.HashIncrementAsync(StreamKeys.History(Start.ToUnixTimeSeconds() / 5), "out", 8);
        Assert.Equal(8, (await history.ReadAsync(2, default)).Points.Sum(p => p.Finished));

        _time.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(0, (await history.ReadAsync(QueueHistory.MaxPoints, default)).Points.Sum(p => p.Finished));
        worker.Finished(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.InRange((await Db.KeyTimeToLiveAsync(StreamKeys.History(_time.GetUtcNow().ToUnixTimeSeconds() / 5)))!.Value, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(20));
    }

    [Fact]
    public async Task Waiting_is_what_was_sampled_last_and_unknown_where_nobody_looked()
    {
        var history = History;
        await history.SampleAsync(default);
        await Queue.EnqueueAsync(Lane.Live, [Given.Event("a", "e1", "page_view", 1), Given.Event("b", "e2", "page_view", 1)], default);
        await Queue.EnqueueAsync(Lane.Bulk, [Given.Event("a", "e3", "page_view", 1)], default);
        await history.SampleAsync(default);
        _time.Advance(2 * Slot);

        Assert.Equal([null, 3, null], (await history.ReadAsync(3, default)).Points.Select(p => p.Waiting));
    }

    /// <summary>On the way of an event there must be nothing but an addition.</summary>
    [Fact]
    public async Task A_thousand_events_are_a_handful_of_commands()
    {
        using var recorder = new QueueRecorder(Connection, _time);
        var before = await CommandsAsync();
        for (var i = 0; i < 1_000; i++)
        {
            recorder.Accepted(1);
            recorder.Scored([i % 10]);
            recorder.Finished(1);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        var after = await CommandsAsync();

        Assert.InRange(after - before, 3, 12); // two counters and eight buckets of latencies
        _time.Advance(Slot);
        Assert.Equal((1_000, 1_000), Ordered(await History.ReadAsync(1, default))[0]);
    }

    [Fact]
    public async Task An_event_that_is_accepted_and_a_dead_letter_that_is_retried_count_as_they_come_in()
    {
        await Queue.EnqueueAsync(Lane.Live, [.. Enumerable.Range(0, 7).Select(i => Given.Event("lead", $"e{i}", "page_view", 1))], default);
        var letter = await Db.StreamAddAsync(StreamKeys.Dead(Lane.Live, 2), [new("d", "x"), new("reason", "because")]);
        await Get<IDeadLetters>().RetryAsync($"live.2.{letter}", default);

        var history = Get<IQueueHistory>();
        await Wait.UntilAsync(async () => (await history.ReadAsync(5, default)).Points.Sum(p => p.Accepted) == 8, "the eight events in the history");
    }

    /// <summary>Counts are sent after the first second of it.</summary>
    private void AdvanceSlot()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        _time.Advance(Slot - TimeSpan.FromSeconds(1));
    }

    private async Task<long> CommandsAsync()
    {
        await using var admin = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(Connection.Configuration + ",allowAdmin=true");
        var sections = await admin.GetServers()[0].InfoAsync("commandstats");
        var calls = sections.SelectMany(s => s).FirstOrDefault(line => line.Key == "cmdstat_hincrby").Value;
        return calls is null ? 0 : long.Parse(calls.Split(',')[0].Split('=')[1], CultureInfo.InvariantCulture);
    }

    private static List<(int, int)> Ordered(QueueHistory history) => [.. history.Points.Select(p => ((int)p.Accepted, (int)p.Finished))];
}
