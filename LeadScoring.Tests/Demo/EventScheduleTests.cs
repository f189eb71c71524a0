using LeadScoring.Demo.Streaming;
using Microsoft.Extensions.Time.Testing;

namespace LeadScoring.Tests.Demo;

public sealed class EventScheduleTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly FakeTimeProvider _time = new();
    private readonly EventSchedule _schedule;

    public EventScheduleTests() => _schedule = new(_time);

    [Fact]
    public async Task The_time_that_sending_takes_is_not_added_to_the_pauses() =>
        Assert.Equal(20, await SendAsync(TimeSpan.FromSeconds(4), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(100))); // 13 when it is added

    [Fact]
    public async Task A_long_pause_does_not_keep_anybody_waiting()
    {
        _schedule.Advance(TimeSpan.FromSeconds(30));
        var until = _schedule.Now + Pause;
        Assert.False(await IsDueAsync(until));
        Assert.InRange(_schedule.Now, until, until + TimeSpan.FromMilliseconds(2));
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
        for (var until = _schedule.Now + during; await IsDueAsync(until); sent++)
        {
            _schedule.Advance(pause);
            _time.Advance(work);
        }

        return sent;
    }

    /// <summary>On a thread of the pool: what waits for the clock goes on at once when it is moved.</summary>
    private Task<bool> IsDueAsync(TimeSpan until) => Task.Run(() =>
    {
        var due = _schedule.IsDueAsync(until, default);
        while (!due.IsCompleted) _time.Advance(TimeSpan.FromMilliseconds(1));
        return due;
    });
}
