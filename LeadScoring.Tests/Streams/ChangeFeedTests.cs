using LeadScoring.Core.Events;
using LeadScoring.Core.Feed;
using LeadScoring.Streams;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Streams;

public sealed class ChangeFeedTests : StreamsFixture
{
    private static readonly LeadChange Change = new("l1", 10, 15, 7, "e1", "page_view", 1_769_850_000_123, 1_769_850_000_456);

    protected override Dictionary<string, string?> Settings => new() { ["Streams:FeedLength"] = "100" };

    private IChangeFeed Feed => Get<IChangeFeed>();

    [Fact]
    public async Task Announced_changes_can_be_read_after_any_entry()
    {
        await Feed.AnnounceAsync("score", [Change, Change with { LeadId = "l2", EventId = null, EventType = null }], default);

        var all = (await Feed.ReadAsync("0-0", 10, default)).Entries;
        Assert.Equal(new FeedEntry(all[0].Id, "score", "l1", 10, 15, 5, "page_view", "e1", 1_769_850_000_123, 1_769_850_000_456, 7), all[0]);
        Assert.Null(all[1].EventId);
        Assert.Equal(all[1], Assert.Single((await Feed.ReadAsync(all[0].Id, 10, default)).Entries));
        Assert.Empty((await Feed.ReadAsync(all[1].Id, 10, default)).Entries);
        Assert.Equal(all[1].Id, await Feed.NewestIdAsync(default));
    }

    [Fact]
    public async Task The_feeds_json_is_the_published_format()
    {
        await Feed.AnnounceAsync("rescored", [Change], default);

        var entry = Assert.Single(await Db.StreamRangeAsync(StreamKeys.Feed));
        Assert.Equal(
            """{"kind":"rescored","leadId":"l1","previousScore":10,"score":15,"change":5,"eventType":"page_view","eventId":"e1","timestamp":"2026-01-31T09:00:00.123Z","processedAt":"2026-01-31T09:00:00.456Z","version":7}""",
            (string?)entry["d"]);
    }

    [Fact]
    public async Task An_entry_says_how_far_into_the_past_its_events_reach()
    {
        await Feed.AnnounceAsync("score", [Change with { EarliestMs = Change.TimestampMs - 5_000 }, Change, Change with { EarliestMs = Change.TimestampMs }], default);

        var entries = (await Feed.ReadAsync("0-0", 10, default)).Entries;
        Assert.Equal([Change.TimestampMs - 5_000, Change.TimestampMs, Change.TimestampMs], entries.Select(e => e.EarliestMs));
        Assert.Equal(1, (await Db.StreamRangeAsync(StreamKeys.Feed)).Count(e => ((string?)e["d"])!.Contains("earliest", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_feed_is_capped_and_entries_in_another_format_are_skipped()
    {
        await Db.StreamAddAsync(StreamKeys.Feed, "other", "x");
        await Feed.AnnounceAsync("score", [.. Enumerable.Range(0, 1000).Select(i => Change with { Version = i })], default);

        var length = await Db.StreamLengthAsync(StreamKeys.Feed);
        Assert.InRange(length, 100, 300);
        Assert.Equal(999, (await Feed.ReadAsync("0", 1000, default)).Entries[^1].Version);
    }

    [Fact]
    public async Task A_subscriber_that_missed_entries_is_informed()
    {
        Assert.Equal("0-0", await Feed.NewestIdAsync(default));
        Assert.True((await Feed.ReadAsync("0-0", 10, default)).IsComplete);
        Assert.False((await Feed.ReadAsync("5-0", 10, default)).IsComplete); // from a feed that was deleted
        await Feed.AnnounceAsync("score", [Change, Change, Change], default);
        var first = (await Feed.ReadAsync("0-0", 1, default)).LastId;
        Assert.True((await Feed.ReadAsync("0-0", 10, default)).IsComplete);
        Assert.False((await Feed.ReadAsync("1-1", 10, default)).IsComplete); // from before this feed began
        await Feed.AnnounceAsync("score", [.. Enumerable.Range(0, 1000).Select(i => Change with { Version = i })], default);

        var page = await Feed.ReadAsync(first, 10, default);
        Assert.Equal((false, 10), (page.IsComplete, page.Entries.Count));
        Assert.Equal(page.LastId, page.Entries[^1].Id);
        Assert.True((await Feed.ReadAsync(page.LastId, 10, default)).IsComplete);
        Assert.False((await Feed.ReadAsync("0-0", 10, default)).IsComplete);
        var newest = await Feed.NewestIdAsync(default);
        Assert.Equal((true, 0), (await Feed.ReadAsync(newest, 10, default)) is var end ? (end.IsComplete, end.Entries.Count) : default);
        Assert.False((await Feed.ReadAsync("99999999999999-0", 10, default)).IsComplete);
    }

    [Fact]
    public async Task An_id_that_was_read_stays_valid_when_its_entry_is_gone_and_its_neighbours_are_not()
    {
        await Feed.AnnounceAsync("score", [.. Enumerable.Range(0, 1000).Select(i => Change with { Version = i })], default);
        var middle = (await Feed.ReadAsync("0-0", 50, default)).LastId;
        await Db.StreamDeleteAsync(StreamKeys.Feed, [middle]);
        Assert.True((await Feed.ReadAsync(middle, 10, default)).IsComplete); // its neighbours are there
    }

    [Fact]
    public async Task Subscribers_are_notified_of_announcements_until_they_stop()
    {
        using var stop = new CancellationTokenSource();
        var notifications = 0;
        var listening = Feed.ListenAsync(() => Interlocked.Increment(ref notifications), stop.Token);
        await Wait.UntilAsync(async () =>
        {
            await Feed.AnnounceAsync("score", [Change], default);
            return Volatile.Read(ref notifications) > 0;
        }, "a notification");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }
}
