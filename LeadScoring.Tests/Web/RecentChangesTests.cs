using LeadScoring.Core.Feed;
using LeadScoring.Web.Live;

namespace LeadScoring.Tests.Web;

public sealed class RecentChangesTests
{
    private const long Day = 86_400_000;
    private readonly RecentChanges _changes = new();

    [Fact]
    public void Latest_change_is_the_newest_one_that_changed_the_score()
    {
        _changes.Add([Change("a", "page_view", 5), Change("a", "purchase", 100), Change("a", "webinar", 0)]);

        Assert.Equal(("purchase", 100L), (_changes.LatestOf("a")!.EventType, _changes.LatestOf("a")!.Change));
        Assert.Null(_changes.LatestOf("b"));
    }

    [Fact]
    public void Latest_changes_are_kept_for_some_thousand_leads_only()
    {
        for (var i = 0; i < 10_000; i++) _changes.Add([Change($"{i}", "page_view", 5)]);

        Assert.Null(_changes.LatestOf("0"));
        Assert.NotNull(_changes.LatestOf("9999"));
    }

    [Fact]
    public void Outdated_leads_are_those_of_events_of_long_ago_and_of_rescores_and_are_reported_once()
    {
        _changes.Add([Entry("now", "score", 10 * Day, 10 * Day + 50), Entry("late", "score", 7 * Day, 10 * Day), Entry("rule", "rescored", 10 * Day, 10 * Day)]);

        Assert.Equal(["late", "rule"], _changes.DrainOutdated().Order());
        Assert.Empty(_changes.DrainOutdated());
    }

    /// <summary>Events that are committed together are one entry, which has the time of the last one.</summary>
    [Fact]
    public void Outdated_is_a_lead_whose_earliest_event_was_long_ago_also_when_the_last_one_is_of_now()
    {
        _changes.Add([Entry("bulk", "score", 10 * Day, 10 * Day) with { EarliestMs = 3 * Day }, Entry("visit", "score", 10 * Day, 10 * Day) with { EarliestMs = (10 * Day) - 60_000 }]);

        Assert.Equal(["bulk"], _changes.DrainOutdated());
    }

    [Fact]
    public void All_outdated_is_reported_once()
    {
        Assert.False(_changes.DrainAllOutdated());
        _changes.MarkAllOutdated();

        Assert.Equal((true, false), (_changes.DrainAllOutdated(), _changes.DrainAllOutdated()));
    }

    [Fact]
    public void Outdated_leads_are_bounded()
    {
        for (var i = 0; i < 20_000; i++) _changes.Add([Entry($"{i}", "rescored", 0, 0)]);

        Assert.Equal(10_000, _changes.DrainOutdated().Count);
    }

    private static FeedEntry Change(string lead, string type, long change) => new("1-1", "score", lead, 0, change, change, type, "e", 0, 0, 1);

    private static FeedEntry Entry(string lead, string kind, long timestamp, long processed) => new("1-1", kind, lead, 0, 1, 1, null, null, timestamp, processed, 1);
}
