using LeadScoring.Web.Live;

namespace LeadScoring.Tests.Web;

public sealed class BroadcastTests
{
    [Fact]
    public async Task A_slow_circuit_gets_the_newest_value_and_none_in_between()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var broadcast = new Broadcast<string>("first");
        await using var circuit = broadcast.FollowAsync(TimeSpan.Zero, limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await circuit.MoveNextAsync());
        Assert.Equal("first", circuit.Current);

        for (var i = 1; i <= 1_000; i++) broadcast.Publish($"{i}");

        Assert.True(await circuit.MoveNextAsync());
        Assert.Equal("1000", circuit.Current);
    }

    [Fact]
    public async Task A_circuit_that_leaves_is_forgotten()
    {
        using var leaving = new CancellationTokenSource();
        var broadcast = new Broadcast<string>("first");
        await using (var circuit = broadcast.FollowAsync(TimeSpan.Zero, leaving.Token).GetAsyncEnumerator(leaving.Token))
        {
            await circuit.MoveNextAsync();
            Assert.True(broadcast.HasReaders);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await circuit.MoveNextAsync());
        }

        Assert.False(broadcast.HasReaders);
    }

    [Fact]
    public async Task A_circuit_gets_at_most_one_value_per_interval()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var broadcast = new Broadcast<string>("first");
        var interval = TimeSpan.FromMilliseconds(100);
        var writing = Task.Run(
            async () =>
            {
                for (var i = 0; !limit.IsCancellationRequested; i++)
                {
                    broadcast.Publish($"{i}");
                    await Task.Delay(1);
                }
            },
            CancellationToken.None);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var seen = 0;
        await foreach (var _ in broadcast.FollowAsync(interval, limit.Token))
        {
            if (++seen == 8) break;
        }

        // The first is at once and the second does not wait.
        Assert.True(watch.Elapsed >= 6 * interval * 0.9, $"{seen} values in {watch.Elapsed}");
        await limit.CancelAsync();
        await writing;
    }
}
