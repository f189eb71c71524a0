using LeadScoring.Tests.Infrastructure;
using LeadScoring.Web.Board;
using LeadScoring.Web.Live;
using Microsoft.Extensions.Time.Testing;

namespace LeadScoring.Tests.Web;

public sealed class BroadcastTests
{
    [Fact]
    public async Task Broadcast_gives_a_slow_circuit_the_newest_value_and_none_in_between()
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
    public async Task Broadcast_removes_a_circuit_that_leaves()
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
    public async Task Broadcast_says_when_the_first_circuit_follows_it()
    {
        var calls = 0;
        var broadcast = new Broadcast<string>("first", onFirstReader: () => calls++);
        using var leaving = new CancellationTokenSource();
        await using (var one = broadcast.FollowAsync(TimeSpan.Zero, leaving.Token).GetAsyncEnumerator(leaving.Token))
        {
            await one.MoveNextAsync();
            await using var two = broadcast.FollowAsync(TimeSpan.Zero, leaving.Token).GetAsyncEnumerator(leaving.Token);
            await two.MoveNextAsync();
            Assert.Equal(1, calls);
        }

        await using var three = broadcast.FollowAsync(TimeSpan.Zero, leaving.Token).GetAsyncEnumerator(leaving.Token);
        await three.MoveNextAsync();
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_board_that_nobody_follows_is_read_as_soon_as_somebody_does_and_not_shown_as_it_was()
    {
        using var limit = new CancellationTokenSource(Wait.Limit);
        var boards = new LiveBoards();
        var old = new BoardSnapshot([], DateTimeOffset.UnixEpoch);
        boards.Of("lost").Publish(old);
        boards.Of("new").Publish(old);
        await using var reader = boards.Of("new").FollowAsync(TimeSpan.Zero, limit.Token).GetAsyncEnumerator(limit.Token);
        await reader.MoveNextAsync();
        Assert.True(await boards.Changes.WaitAsync(Wait.Limit, limit.Token));
        boards.ForgetOthers(boards.Open());
        Assert.Null(boards.Of("lost").Current.ReadAt);
        Assert.Same(old, boards.Of("new").Current);
    }

    [Fact]
    public async Task Broadcast_gives_a_circuit_at_most_one_value_per_interval()
    {
        using var limit = new CancellationTokenSource(Wait.Limit);
        var interval = TimeSpan.FromMilliseconds(100);
        var time = new FakeTimeProvider();
        var broadcast = new Broadcast<string>("first", time);
        await using var circuit = broadcast.FollowAsync(interval, limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await circuit.MoveNextAsync()); // at once
        broadcast.Publish("second");
        Assert.True(await circuit.MoveNextAsync()); // the first change does not wait
        for (var i = 0; i < 6; i++)
        {
            var next = circuit.MoveNextAsync().AsTask();
            broadcast.Publish($"{i} early");
            time.Advance(interval - TimeSpan.FromMilliseconds(1));
            Assert.False(next.IsCompleted);
            broadcast.Publish($"{i}");
            time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.True(await next);
            Assert.Equal($"{i}", circuit.Current);
        }
    }

    [Fact]
    public async Task Signal_counts_notifications_between_two_waits_as_one_and_times_out_without_any()
    {
        var signal = new ChangeSignal();
        for (var i = 0; i < 1_000; i++) signal.Notify();

        Assert.True(await signal.WaitAsync(Wait.Limit, default));
        Assert.False(await signal.WaitAsync(TimeSpan.FromMilliseconds(1), default));

        var waiting = signal.WaitAsync(Wait.Limit, default);
        signal.Notify();
        Assert.True(await waiting);
    }

    [Fact]
    public async Task Signal_that_is_cancelled_throws()
    {
        using var cancelled = new CancellationTokenSource();
        var waiting = new ChangeSignal().WaitAsync(Wait.Limit, cancelled.Token);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
