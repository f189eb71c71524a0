using LeadScoring.Core.Feed;
using LeadScoring.Web.Live;

namespace LeadScoring.Tests.Web;

public sealed class LeadSubscriptionsTests
{
    private readonly LeadSubscriptions _subscriptions = new();

    [Fact]
    public async Task Subscription_is_notified_of_its_leads_only_and_once_for_many_changes()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var subscription = _subscriptions.Subscribe(["a", "b"]);
        using var other = _subscriptions.Subscribe(["c"]);
        for (var i = 0; i < 1_000; i++) _subscriptions.Notify([Entry("a"), Entry("b"), Entry("x")]);

        Assert.Equal(1, await CountAsync(subscription, limit.Token));
        Assert.Equal(0, await CountAsync(other, limit.Token));
    }

    [Fact]
    public async Task Subscription_is_notified_after_a_gap_in_the_feed()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var subscription = _subscriptions.Subscribe(["a"]);

        _subscriptions.NotifyAll();

        Assert.Equal(1, await CountAsync(subscription, limit.Token));
    }

    [Fact]
    public void Subscription_that_is_disposed_is_removed_and_others_stay()
    {
        var disposed = _subscriptions.Subscribe(["a", "b"]);
        using var stays = _subscriptions.Subscribe(["b"]);

        disposed.Dispose();
        disposed.Dispose();

        Assert.Equal(1, _subscriptions.Count);
    }

    /// <summary>Notifications until the subscription ends.</summary>
    private static async Task<int> CountAsync(LeadSubscription subscription, CancellationToken ct)
    {
        var seen = 0;
        subscription.Dispose();
        await foreach (var _ in subscription.ChangesAsync(TimeSpan.Zero, ct)) seen++;
        return seen;
    }

    private static FeedEntry Entry(string lead) => new("1-1", "score", lead, 0, 1, 1, "page_view", "e", 0, 0, 1);
}
