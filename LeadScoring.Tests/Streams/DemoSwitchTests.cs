using LeadScoring.Streams;
using LeadScoring.Streams.Demo;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Streams;

public sealed class DemoSwitchTests : StreamsFixture
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private IDemoSwitch Demo => Get<IDemoSwitch>();

    [Fact]
    public async Task A_wish_is_read_as_it_was_wished_until_it_is_cleared_or_over()
    {
        Assert.Null(await Demo.ReadAsync(default));
        var wish = new DemoWish(3, DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds()));
        await Demo.WishAsync(wish, default);
        Assert.Equal(wish, await Demo.ReadAsync(default));
        Assert.InRange((await Db.KeyTimeToLiveAsync(StreamKeys.DemoWish))!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
        Assert.True(await Demo.ReplaceAsync(wish, wish with { Loaded = true }, default));
        Assert.Equal(wish with { Loaded = true }, await Demo.ReadAsync(default));
        Assert.InRange((await Db.KeyTimeToLiveAsync(StreamKeys.DemoWish))!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
        Assert.True(await Demo.ReplaceAsync(wish with { Loaded = true }, null, default));
        Assert.Null(await Demo.ReadAsync(default));

        await Demo.WishAsync(wish with { EndsAt = TimeProvider.System.GetUtcNow().AddMilliseconds(200) }, default);
        await Wait.UntilAsync(async () => await Demo.ReadAsync(default) is null, "it ends by itself");
    }

    [Fact]
    public async Task One_holds_it_until_it_lets_go_or_is_gone()
    {
        Assert.True(await Demo.HoldAsync("a", Lease, default));
        Assert.True(await Demo.HoldAsync("a", Lease, default));
        Assert.False(await Demo.HoldAsync("b", Lease, default));
        await Demo.ReleaseAsync("b", default);
        Assert.False(await Demo.HoldAsync("b", Lease, default));
        await Demo.ReleaseAsync("a", default);
        Assert.True(await Demo.HoldAsync("b", TimeSpan.FromMilliseconds(100), default));
        await Wait.UntilAsync(() => Demo.HoldAsync("a", Lease, default), "the lease of one that is gone ends");
    }

    [Fact]
    public async Task What_somebody_wished_meanwhile_is_not_replaced()
    {
        var read = new DemoWish(0, DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds()));
        var meanwhile = read with { EventsPerSecond = 5 };
        await Demo.WishAsync(meanwhile, default);
        Assert.False(await Demo.ReplaceAsync(read, null, default));
        Assert.False(await Demo.ReplaceAsync(read, read with { Loaded = true }, default));
        Assert.Equal(meanwhile, await Demo.ReadAsync(default));
    }

    [Fact]
    public async Task What_is_no_wish_is_none()
    {
        await Db.StringSetAsync(StreamKeys.DemoWish, "rubbish");
        Assert.Null(await Demo.ReadAsync(default));
    }
}
