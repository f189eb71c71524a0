using LeadScoring.Core.Streams;
using LeadScoring.Core.Streams.Redis;
using LeadScoring.Tests.Store;

namespace LeadScoring.Tests.Streams;

public sealed class DeadLettersTests : StreamsFixture
{
    private IDeadLetters Dead => Get<IDeadLetters>();

    [Fact]
    public async Task A_buried_entry_is_listed_with_its_origin_and_can_be_retried_once()
    {
        var at = await BuryAsync("e1");

        var letter = Assert.Single(await Dead.ListAsync(10, default));
        Assert.Equal(("e1", "lead", "because", 5, at, 1234L), (letter.EventId, letter.LeadId, letter.Reason, letter.Attempts, letter.Origin, letter.FailedAtMs));
        Assert.Contains("\"eventId\":\"e1\"", letter.Payload, StringComparison.Ordinal);
        Assert.Equal((0L, 1L), ((await Monitor.StatsAsync(default)).Active, (await Monitor.StatsAsync(default)).Failed));

        Assert.True(await Dead.RetryAsync(letter.Id, default));
        Assert.False(await Dead.RetryAsync(letter.Id, default));
        Assert.Empty(await Dead.ListAsync(10, default));
        var again = Assert.Single(await Consumer(at).ReadNewAsync(10));
        Assert.Equal("e1", EntryCodec.Decode(again.Payload, 1).EventId);
    }

    [Fact]
    public async Task A_discarded_one_is_gone_and_strange_ids_are_unknown()
    {
        await BuryAsync("e1");
        var letter = Assert.Single(await Dead.ListAsync(10, default));

        Assert.True(await Dead.DiscardAsync(letter.Id, default));
        Assert.False(await Dead.DiscardAsync(letter.Id, default));
        Assert.False(await Dead.DiscardAsync("live.0.*", default));
        Assert.False(await Dead.RetryAsync("", default));
    }

    private async Task<EntryLocation> BuryAsync(string eventId)
    {
        var at = (await Queue.EnqueueAsync(Lane.Bulk, [Given.Event("lead", eventId, "page_view", 1)], default))[0];
        var consumer = Consumer(at);
        await consumer.EnsureGroupAsync();
        var entry = Assert.Single(await consumer.ReadNewAsync(1));
        await consumer.BuryAsync([new DeadEntry(entry, eventId, "lead", "because", 5, 1234)]);
        return at;
    }
}
