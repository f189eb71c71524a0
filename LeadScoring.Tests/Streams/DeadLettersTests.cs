using LeadScoring.Core.Queue;
using LeadScoring.Streams;
using LeadScoring.Streams.DeadLetters;
using LeadScoring.Streams.Queue;
using LeadScoring.Tests.Store;
using StackExchange.Redis;

namespace LeadScoring.Tests.Streams;

public sealed class DeadLettersTests : StreamsFixture
{
    private IDeadLetters Dead => Get<IDeadLetters>();

    [Fact]
    public async Task A_dead_letter_is_listed_with_its_origin_and_can_be_retried_once()
    {
        var at = await FailedAsync("e1");

        var letter = Assert.Single(await Dead.ListAsync(10, default));
        Assert.Equal(("e1", "lead", "because", 5, at, 1234L), (letter.EventId, letter.LeadId, letter.Reason, letter.Attempts, letter.Origin, letter.FailedAtMs));
        Assert.Contains("\"eventId\":\"e1\"", letter.Payload, StringComparison.Ordinal);
        Assert.Equal((0L, 1L), ((await Monitor.StatsAsync(default)).Active, (await Monitor.StatsAsync(default)).Failed));

        Assert.Equal(letter, await Dead.FindAsync(letter.Id, default));

        var now = await Dead.RetryAsync(letter.Id, default);
        Assert.Null(await Dead.RetryAsync(letter.Id, default));
        Assert.Null(await Dead.FindAsync(letter.Id, default));
        Assert.Empty(await Dead.ListAsync(10, default));
        Assert.Equal(new EntryStatus(EntryState.Waiting, 0, "e1", "lead"), await Monitor.FindAsync(now!, default));
        var again = Assert.Single(await Consumer(at).ReadNewAsync(10));
        Assert.Equal(new EntryLocation(at.Lane, at.Partition, again.Id.ToString()), now);
        Assert.Equal("e1", EntryCodec.Decode(again.Payload, 1).EventId);
    }

    [Fact]
    public async Task A_discarded_one_is_gone_and_strange_ids_are_unknown()
    {
        await FailedAsync("e1");
        var letter = Assert.Single(await Dead.ListAsync(10, default));

        Assert.True(await Dead.DiscardAsync(letter.Id, default));
        Assert.False(await Dead.DiscardAsync(letter.Id, default));
        foreach (var id in new[] { "", "*", "live.0.*", "live.0.-", "live.0.1", "live.999.1-1", "live.0.1-1\n", "bulk.0.99999999999999999999-0", "fast.0.1-1", "live.-1.1-1" })
        {
            Assert.False(await Dead.DiscardAsync(id, default));
            Assert.Null(await Dead.FindAsync(id, default));
            Assert.Null(await Dead.RetryAsync(id, default));
        }
    }

    [Fact]
    public async Task Of_retries_and_discards_at_once_exactly_one_gets_the_letter()
    {
        for (var i = 0; i < 20; i++) await FailedAsync($"e{i}", Lane.Live);
        var retried = 0;
        foreach (var letter in await Dead.ListAsync(20, default))
        {
            var retries = Enumerable.Range(0, 5).Select(_ => Dead.RetryAsync(letter.Id, default)).ToList();
            var discards = Enumerable.Range(0, 5).Select(_ => Dead.DiscardAsync(letter.Id, default)).ToList();
            var appended = (await Task.WhenAll(retries)).Count(at => at is not null);
            Assert.Equal(1, appended + (await Task.WhenAll(discards)).Count(isDiscarded => isDiscarded));
            retried += appended;
        }

        Assert.Equal(retried, (await Monitor.StatsAsync(default)).Waiting);
        Assert.Equal(0, await Dead.CountAsync(default));
    }

    [Fact]
    public async Task Of_retries_and_a_cleaning_at_once_exactly_one_gets_the_letter()
    {
        for (var i = 0; i < 20; i++)
        {
            await FailedAsync($"e{i}", Lane.Live);
            var letter = Assert.Single(await Dead.ListAsync(10, default));
            var retries = Enumerable.Range(0, 5).Select(_ => Dead.RetryAsync(letter.Id, default)).ToList();
            var cleaned = await Dead.CleanAsync(TimeProvider.System.GetUtcNow().AddHours(1), default);
            Assert.Equal(1, cleaned + (await Task.WhenAll(retries)).Count(at => at is not null));
        }
    }

    /// <summary>Two workers may own a partition: one of them was suspended when its lease expired.</summary>
    [Fact]
    public async Task An_entry_that_two_workers_give_up_is_one_dead_letter_and_none_when_one_of_them_scored_it()
    {
        var (entry, at) = await DeliveredAsync("twice");
        await Task.WhenAll(Consumer(at, "a").MoveToDeadLettersAsync(Letter(entry)), Consumer(at, "b").MoveToDeadLettersAsync(Letter(entry)));
        Assert.Single(await Dead.ListAsync(10, default));

        (entry, at) = await DeliveredAsync("scored");
        await Consumer(at, "a").AcknowledgeAsync([entry.Id]);
        await Consumer(at, "b").MoveToDeadLettersAsync(Letter(entry));
        Assert.Equal(1, await Dead.CountAsync(default));
        Assert.Equal(0, (await Monitor.StatsAsync(default)).Active);
    }

    [Fact]
    public async Task All_are_counted_and_the_newest_come_first_whatever_their_lane()
    {
        for (var i = 0; i < 30; i++) await ArrivedAsync($"e{i}", i % 2 == 0 ? Lane.Live : Lane.Bulk, i % 8, arrivedMs: 1_000 + i);
        Assert.Equal(30, await Dead.CountAsync(default));
        Assert.Equal(["e29", "e28", "e27", "e26"], (await Dead.ListAsync(4, default)).Select(l => l.EventId));
    }

    [Fact]
    public async Task Cleaning_keeps_the_younger_ones()
    {
        long[] arrived = [1, 999, 1_000, 1_001, 5_000];
        foreach (var lane in Enum.GetValues<Lane>())
        {
            foreach (var ms in arrived) await Db.StreamAddAsync(StreamKeys.Dead(lane, 5), [new("d", "x"), new("eventId", $"{lane}{ms}"), new("failedAt", 7)], $"{ms}-3");
        }

        Assert.Equal(0, await Dead.CleanAsync(DateTimeOffset.UnixEpoch.AddYears(-1), default));
        Assert.Equal(4, await Dead.CleanAsync(DateTimeOffset.FromUnixTimeMilliseconds(1_000), default));
        Assert.Equal(6, await Dead.CountAsync(default));
        Assert.DoesNotContain(await Dead.ListAsync(10, default), l => l.EventId is "Live1" or "Live999" or "Bulk1" or "Bulk999");
        Assert.Equal(6, await Dead.CleanAsync(DateTimeOffset.FromUnixTimeMilliseconds(6_000), default));
        Assert.Equal(0, await Dead.CountAsync(default));
    }

    [Fact]
    public async Task Cleaning_exactly_leaves_no_old_one_behind_among_many()
    {
        await Task.WhenAll(Enumerable.Range(1, 1_000).Select(ms => Db.StreamAddAsync(StreamKeys.Dead(Lane.Live, 0), "d", "x", $"{ms}-0")));
        Assert.Equal(499, await Dead.CleanAsync(DateTimeOffset.FromUnixTimeMilliseconds(500), default));
        Assert.Equal(501, await Dead.CountAsync(default));
    }

    private Task<RedisValue> ArrivedAsync(string eventId, Lane lane, int partition, long arrivedMs, string reason = "because") =>
        Db.StreamAddAsync(StreamKeys.Dead(lane, partition), [new("d", "x"), new("eventId", eventId), new("reason", reason), new("attempts", 1), new("failedAt", arrivedMs)], $"{arrivedMs}-0");

    private async Task<EntryLocation> FailedAsync(string eventId, Lane lane = Lane.Bulk, string lead = "lead")
    {
        var (entry, at) = await DeliveredAsync(eventId, lane, lead);
        await Consumer(at).MoveToDeadLettersAsync(new DeadEntry(entry, eventId, lead, "because", 5, 1234));
        return at;
    }

    private async Task<(StreamEntry Entry, EntryLocation At)> DeliveredAsync(string eventId, Lane lane = Lane.Bulk, string lead = "lead")
    {
        var at = (await Queue.EnqueueAsync(lane, [Given.Event(lead, eventId, "page_view", 1)], default))[0];
        await Consumer(at).EnsureGroupAsync();
        return (Assert.Single(await Consumer(at).ReadNewAsync(1)), at);
    }

    private static DeadEntry Letter(StreamEntry entry) => new(entry, "e", "lead", "because", 5, 1234);
}
