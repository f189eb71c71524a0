using LeadScoring.Core.Feed;
using LeadScoring.Web.Live;

namespace LeadScoring.Tests.Web;

public sealed class LatestChangesTests
{
    private readonly LatestChanges _latest = new();

    [Fact]
    public void The_newest_change_counts_and_what_changed_nothing_does_not()
    {
        _latest.Take([Entry("a", "page_view", 5), Entry("a", "purchase", 100), Entry("a", "webinar", 0)]);

        Assert.Equal(("purchase", 100L), (_latest.Of("a")!.EventType, _latest.Of("a")!.Change));
        Assert.Null(_latest.Of("b"));
    }

    [Fact]
    public void Only_some_thousand_leads_are_remembered()
    {
        for (var i = 0; i < 10_000; i++) _latest.Take([Entry($"{i}", "page_view", 5)]);

        Assert.Null(_latest.Of("0"));
        Assert.NotNull(_latest.Of("9999"));
    }

    private static FeedEntry Entry(string lead, string type, long change) => new("1-1", "score", lead, 0, change, change, type, "e", 0, 0, 1);
}
