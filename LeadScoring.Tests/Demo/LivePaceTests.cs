using LeadScoring.Api.Demo;

namespace LeadScoring.Tests.Demo;

public sealed class LivePaceTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly LivePace _pace = new(TimeProvider.System);

    [Fact]
    public async Task The_time_that_sending_takes_is_not_added_to_the_pauses()
    {
        var sent = await SendAsync(TimeSpan.FromSeconds(4), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(100));
        Assert.InRange(sent, 15, 21); // 13 when it is added
    }

    [Fact]
    public async Task A_long_pause_does_not_keep_anybody_waiting()
    {
        _pace.Next(TimeSpan.FromSeconds(30));
        var until = _pace.Now + Pause;
        Assert.False(await _pace.IsDueAsync(until, default));
        Assert.InRange(_pace.Now, until, until + TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task What_was_missed_for_long_is_not_caught_up_with()
    {
        await Task.Delay(1_500);
        Assert.InRange(await SendAsync(TimeSpan.FromMilliseconds(500), Pause, TimeSpan.Zero), 1, 11); // 40 when it is
    }

    private async Task<int> SendAsync(TimeSpan during, TimeSpan pause, TimeSpan work)
    {
        var sent = 0;
        for (var until = _pace.Now + during; await _pace.IsDueAsync(until, default); sent++)
        {
            _pace.Next(pause);
            await Task.Delay(work);
        }

        return sent;
    }
}
