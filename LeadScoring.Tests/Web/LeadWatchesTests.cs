using LeadScoring.Core.Feed;
using LeadScoring.Web.Live;

namespace LeadScoring.Tests.Web;

public sealed class LeadWatchesTests
{
    private readonly LeadWatches _watches = new();

    [Fact]
    public async Task A_page_is_told_of_its_leads_only_and_once_however_much_happened()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var watch = _watches.Watch(["a", "b"]);
        using var other = _watches.Watch(["c"]);
        for (var i = 0; i < 1_000; i++) _watches.Take([Entry("a"), Entry("b"), Entry("x")]);

        Assert.Equal(1, await CountAsync(watch, limit.Token));
        Assert.Equal(0, await CountAsync(other, limit.Token));
    }

    [Fact]
    public async Task After_a_gap_everybody_is_told()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var watch = _watches.Watch(["a"]);

        _watches.RingAll();

        Assert.Equal(1, await CountAsync(watch, limit.Token));
    }

    [Fact]
    public void A_page_that_leaves_is_forgotten_and_others_stay()
    {
        var left = _watches.Watch(["a", "b"]);
        using var stays = _watches.Watch(["b"]);

        left.Dispose();
        left.Dispose();

        Assert.Equal(1, _watches.Count);
    }

    /// <summary>What comes until the watch ends.</summary>
    private static async Task<int> CountAsync(LeadWatch watch, CancellationToken ct)
    {
        var seen = 0;
        watch.Dispose();
        await foreach (var _ in watch.ChangesAsync(TimeSpan.Zero, ct)) seen++;
        return seen;
    }

    private static FeedEntry Entry(string lead) => new("1-1", "score", lead, 0, 1, 1, "page_view", "e", 0, 0, 1);
}
