using LeadScoring.Api.Demo;
using Microsoft.Extensions.Time.Testing;

namespace LeadScoring.Tests.Demo;

public sealed class LivePaceTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly FakeTimeProvider _time = new();
    private readonly LivePace _pace;

    public LivePaceTests() => _pace = new(_time);

    [Fact]
    public async Task The_time_that_sending_takes_is_not_added_to_the_pauses() =>
        Assert.Equal(20, await SendAsync(TimeSpan.FromSeconds(4), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(100))); // 13 when it is added

    [Fact]
    public async Task A_long_pause_does_not_keep_anybody_waiting()
    {
        _pace.Next(TimeSpan.FromSeconds(30));
        var until = _pace.Now + Pause;
        Assert.False(await IsDueAsync(until));
        Assert.InRange(_pace.Now, until, until + TimeSpan.FromMilliseconds(2));
    }

    [Fact]
    public async Task What_was_missed_for_long_is_not_caught_up_with()
    {
        _time.Advance(TimeSpan.FromMilliseconds(1_500));
        Assert.Equal(10, await SendAsync(TimeSpan.FromMilliseconds(500), Pause, TimeSpan.Zero)); // 40 when it is
    }

    private async Task<int> SendAsync(TimeSpan during, TimeSpan pause, TimeSpan work)
    {
        var sent = 0;
        for (var until = _pace.Now + during; await IsDueAsync(until); sent++)
        {
            _pace.Next(pause);
            _time.Advance(work);
        }

        return sent;
    }

    /// <summary>On a thread of the pool: what waits for the clock goes on at once when it is moved.</summary>
    private Task<bool> IsDueAsync(TimeSpan until) => Task.Run(() =>
    {
        var due = _pace.IsDueAsync(until, default);
        while (!due.IsCompleted) _time.Advance(TimeSpan.FromMilliseconds(1));
        return due;
    });
}
