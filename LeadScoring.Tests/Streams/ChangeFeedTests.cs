using LeadScoring.Core.Events;
using LeadScoring.Core.Streams;
using LeadScoring.Core.Streams.Redis;

namespace LeadScoring.Tests.Streams;

public sealed class ChangeFeedTests : StreamsFixture
{
    private static readonly LeadChange Change = new("l1", 10, 15, 7, "e1", "page_view", 1_769_850_000_123, 1_769_850_000_456);

    protected override Dictionary<string, string?> Settings => new() { ["Streams:FeedLength"] = "100" };

    private IChangeFeed Feed => Get<IChangeFeed>();

    [Fact]
    public async Task What_is_announced_can_be_read_after_any_entry()
    {
        await Feed.AnnounceAsync("score", [Change, Change with { LeadId = "l2", EventId = null, EventType = null }], default);

        var all = await Feed.ReadAsync("0-0", 10, default);
        Assert.Equal(new FeedEntry(all[0].Id, "score", "l1", 10, 15, 5, "page_view", "e1", 1_769_850_000_123, 1_769_850_000_456, 7), all[0]);
        Assert.Null(all[1].EventId);
        Assert.Equal(all[1], Assert.Single(await Feed.ReadAsync(all[0].Id, 10, default)));
        Assert.Empty(await Feed.ReadAsync(all[1].Id, 10, default));
    }

    [Fact]
    public async Task Its_json_is_the_published_format()
    {
        await Feed.AnnounceAsync("rescored", [Change], default);

        var entry = Assert.Single(StreamEntry.ParseList(await Db.ExecuteAsync("XRANGE", StreamKeys.Feed, "-", "+")));
        Assert.Equal(
            """{"kind":"rescored","leadId":"l1","previousScore":10,"score":15,"change":5,"eventType":"page_view","eventId":"e1","timestamp":"2026-01-31T09:00:00.123Z","processedAt":"2026-01-31T09:00:00.456Z","version":7}""",
            (string?)entry["d"]);
    }

    [Fact]
    public async Task It_is_capped_and_entries_of_others_are_skipped()
    {
        await Db.ExecuteAsync("XADD", StreamKeys.Feed, "*", "other", "x");
        await Feed.AnnounceAsync("score", [.. Enumerable.Range(0, 1000).Select(i => Change with { Version = i })], default);

        var length = (long)await Db.ExecuteAsync("XLEN", StreamKeys.Feed);
        Assert.InRange(length, 100, 300);
        Assert.Equal(999, (await Feed.ReadAsync("0", 1000, default))[^1].Version);
    }
}
