using LeadScoring.Web.Live;

namespace LeadScoring.Tests.Web;

public sealed class LeaderboardBroadcastTests
{
    [Fact]
    public async Task A_slow_circuit_gets_the_newest_snapshot_and_none_in_between()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var broadcast = new LeaderboardBroadcast();
        await using var circuit = broadcast.FollowAsync(TimeSpan.Zero, limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await circuit.MoveNextAsync());
        Assert.Equal(ConnectionState.Starting, circuit.Current.State);

        for (var i = 1; i <= 1_000; i++) broadcast.Publish(LeaderboardSnapshot.Empty with { Error = $"{i}" });

        Assert.True(await circuit.MoveNextAsync());
        Assert.Equal("1000", circuit.Current.Error);
    }

    [Fact]
    public async Task A_circuit_that_leaves_is_forgotten()
    {
        using var leaving = new CancellationTokenSource();
        var broadcast = new LeaderboardBroadcast();
        await using (var circuit = broadcast.FollowAsync(TimeSpan.Zero, leaving.Token).GetAsyncEnumerator(leaving.Token))
        {
            await circuit.MoveNextAsync();
            Assert.True(broadcast.HasReaders);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await circuit.MoveNextAsync());
        }

        Assert.False(broadcast.HasReaders);
    }
}
