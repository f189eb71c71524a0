using LeadScoring.Core.Feed;
using LeadScoring.Web.Activity;
using LeadScoring.Web.Leads;
using NSubstitute;

namespace LeadScoring.Tests.Web.Changes;

/// <summary>The feed as a list: what is kept, held, filtered and said.</summary>
public sealed class ActivityTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 8, 30, 0, TimeSpan.Zero);
    private readonly ActivityLog _log = new(new LeadNames(Substitute.For<IServiceScopeFactory>(), TimeProvider.System), TimeProvider.System);

    [Fact]
    public void Log_keeps_the_last_500_once_each()
    {
        _log.Add([.. Enumerable.Range(1, 600).Select(i => Entry(i))]);
        _log.Add([Entry(600), Entry(601)]);
        var all = _log.After(0);
        Assert.Equal((ActivityLog.Capacity, 601L, 601L), (all.Count, all[^1].Entry.Version, _log.Newest.Current.Newest));
        Assert.Equal([601L], _log.After(600).Select(i => i.Entry.Version));
        Assert.Empty(_log.After(601));
    }

    /// <summary>Further back until there is enough; and not so far that the end cannot be reached.</summary>
    [Theory]
    [InlineData(3, 3)]
    [InlineData(2_500, 500)]
    public async Task Log_begins_with_the_end_of_the_feed(int entries, int expected)
    {
        var first = TimeProvider.System.GetUtcNow().AddMinutes(-30).ToUnixTimeMilliseconds();
        await _log.FillAsync(Feed([.. Enumerable.Range(1, entries).Select(i => Entry(i) with { Id = $"{first + i}-0" })]), $"{first + entries}-0", default);
        Assert.Equal((expected, (long)entries, true), (_log.After(0).Count, _log.After(0)[^1].Entry.Version, _log.Newest.Current.IsReady));
    }

    [Fact]
    public async Task Log_rather_begins_with_less_than_with_what_is_old()
    {
        var (longAgo, now) = (TimeProvider.System.GetUtcNow().AddHours(-12).ToUnixTimeMilliseconds(), TimeProvider.System.GetUtcNow().AddSeconds(-30).ToUnixTimeMilliseconds());
        var entries = Enumerable.Range(1, 9_000).Select(i => Entry(i) with { Id = $"{longAgo + i}-0" }).Append(Entry(9_001) with { Id = $"{now}-0" }).ToList();
        await _log.FillAsync(Feed(entries), $"{now}-0", default);
        Assert.Equal([9_001L], _log.After(0).Select(i => i.Entry.Version));
    }

    [Fact]
    public void View_shows_the_newest_200_first_and_lets_others_wait_while_it_is_held_or_paused()
    {
        var view = new ActivityView();
        view.Add(Items(1, 300));
        Assert.Equal((ActivityView.MaxShown, 300L, 101L), (view.Shown.Count, view.Shown[0].Number, view.Shown[^1].Number));
        view.Hold(true);
        view.Add(Items(301, 128));
        Assert.Equal((300L, 128, false), (view.Shown[0].Number, view.Waiting, view.HasGap));
        view.Show();
        Assert.Equal((428L, 0, true), (view.Shown[0].Number, view.Waiting, view.IsHeld));
        view.Pause(true);
        view.Hold(false);
        view.Add(Items(429, 600));
        Assert.Equal((428L, ActivityView.MaxWaiting, true), (view.Shown[0].Number, view.Waiting, view.HasGap));
        view.Pause(false);
        Assert.Equal((1_028L, 829L, false), (view.Shown[0].Number, view.Shown[^1].Number, view.HasGap));
    }

    [Fact]
    public void View_leaves_out_what_was_before_a_gap()
    {
        var view = new ActivityView();
        view.Add(Items(1, 10));
        view.Pause(true);
        for (var i = 0; i < 6; i++) view.Add(Items(11 + (i * 100), 100));
        Assert.True(view.HasGap);
        view.Show();
        Assert.DoesNotContain(view.Shown, i => i.Number <= 10);
    }

    [Theory]
    [InlineData("/activity", null, null, 0, false)]
    [InlineData("/activity?type=page_view&lead=Ada+B&change=10", "page_view", "Ada B", 10, true)]
    [InlineData("/activity?change=-4&type=", null, null, 0, false)]
    public void Query_is_the_address(string url, string? type, string? lead, int size, bool isFiltered)
    {
        var query = ActivityQuery.Parse(url);
        Assert.Equal((type, lead, size, isFiltered), (query.Type, query.Lead, query.Size, query.IsFiltered));
        Assert.Equal(query, ActivityQuery.Parse(query.Url()));
    }

    [Fact]
    public void Query_is_by_type_by_name_and_by_the_size_of_the_change()
    {
        var (entry, lead) = (Entry(1) with { EventType = "page_view", Change = -10 }, new LeadLabel("Ada Byron", "Acme"));
        Assert.True(new ActivityQuery { Type = "page_view", Lead = "byr", Size = 10 }.Fits(entry, lead));
        Assert.True(new ActivityQuery { Lead = "ACME" }.Fits(entry, lead));
        Assert.False(new ActivityQuery { Type = "purchase" }.Fits(entry, lead));
        Assert.False(new ActivityQuery { Size = 11 }.Fits(entry, lead));
        Assert.False(new ActivityQuery { Lead = "Eve" }.Fits(entry, lead));
        Assert.False(new ActivityQuery { Lead = "Ada" }.Fits(entry, null));
        Assert.True(new ActivityQuery().Fits(entry, null));
    }

    [Theory]
    [InlineData(ChangeKinds.Score, "page_view", 0, "Page view", null)]
    [InlineData(ChangeKinds.Score, "page_view", 59, "Page view", "late by 59 min")]
    [InlineData(ChangeKinds.Score, "page_view", 180, "Page view", "late by 3 h")]
    [InlineData(ChangeKinds.Score, "page_view", 4_500, "Page view", "late by 3 days")]
    [InlineData(ChangeKinds.Score, null, 0, "Several events", null)]
    [InlineData(ChangeKinds.Rescored, "page_view", 180, "Scored again by other rules", null)]
    [InlineData(ChangeKinds.Deleted, null, 0, "Lead deleted", null)]
    public void Line_says_what_happened_and_how_late_it_was_known(string kind, string? type, int minutes, string what, string? delay)
    {
        var line = ActivityLine.Of(new(1, Entry(2) with { Kind = kind, EventType = type, TimestampMs = Now.AddMinutes(-minutes).ToUnixTimeMilliseconds(), EarliestMs = Now.AddMinutes(-minutes).ToUnixTimeMilliseconds() }), EventLabels.None, null);
        Assert.Equal((what, delay), (line.What, line.Delay));
    }

    /// <summary>Events that are committed together are one change, which names the last of them.</summary>
    [Fact]
    public void Line_says_that_a_change_is_of_several_events()
    {
        var line = ActivityLine.Of(new(1, Entry(2) with { EarliestMs = Now.AddDays(-2).ToUnixTimeMilliseconds() }), EventLabels.None, null);
        Assert.Equal(("Page view, and earlier events", "late by 2 days"), (line.What, line.Delay));
    }

    private static IEnumerable<ActivityItem> Items(int first, int count) => Enumerable.Range(first, count).Select(i => new ActivityItem(i, Entry(i)));

    private static FeedEntry Entry(long version) =>
        new($"{version}-0", ChangeKinds.Score, "lead-1", 10, 15, 5, "page_view", $"e{version}", Now.ToUnixTimeMilliseconds(), Now.ToUnixTimeMilliseconds(), version);

    private static IChangeFeed Feed(List<FeedEntry> entries)
    {
        var feed = Substitute.For<IChangeFeed>();
        feed.ReadAsync(Arg.Any<string>(), Arg.Any<int>(), Arg.Any<CancellationToken>()).Returns(call =>
        {
            var after = FeedId.Parse(call.Arg<string>());
            var page = entries.Where(e => FeedId.Parse(e.Id) > after).Take(call.Arg<int>()).ToList();
            return new FeedPage(page, page.Count > 0 ? page[^1].Id : call.Arg<string>(), true);
        });
        return feed;
    }
}
