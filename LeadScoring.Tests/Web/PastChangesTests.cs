using LeadScoring.Core.Feed;
using LeadScoring.Web.Live;

namespace LeadScoring.Tests.Web;

public sealed class PastChangesTests
{
    private const long Day = 86_400_000;
    private readonly PastChanges _past = new();

    [Fact]
    public void Events_of_long_ago_and_rescores_change_the_past_and_are_told_once()
    {
        _past.Take([Entry("now", "score", 10 * Day, 10 * Day + 50), Entry("late", "score", 7 * Day, 10 * Day), Entry("rule", "rescored", 10 * Day, 10 * Day)]);

        Assert.Equal(["late", "rule"], _past.Drain().Order());
        Assert.Empty(_past.Drain());
    }

    [Fact]
    public void It_is_bounded()
    {
        for (var i = 0; i < 20_000; i++) _past.Take([Entry($"{i}", "rescored", 0, 0)]);

        Assert.Equal(10_000, _past.Drain().Count);
    }

    private static FeedEntry Entry(string lead, string kind, long timestamp, long processed) => new("1-1", kind, lead, 0, 1, 1, null, null, timestamp, processed, 1);
}
