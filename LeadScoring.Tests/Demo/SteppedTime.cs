using LeadScoring.Tests.Infrastructure;
using Microsoft.Extensions.Time.Testing;

namespace LeadScoring.Tests.Demo;

/// <summary>
/// The clock of some API hosts: goes on in steps, each when every host's streamer waits for it again, so that what happens within
/// a time does not depend on how fast the machine is.
/// </summary>
internal sealed class SteppedTime() : FakeTimeProvider(TimeProvider.System.GetUtcNow())
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private int _waiting;

    /// <summary>How many run, each with a streamer.</summary>
    public int Hosts { get; set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new CountedTimer(base.CreateTimer(callback, state, dueTime, period), () => Interlocked.Decrement(ref _waiting));
        Interlocked.Increment(ref _waiting);
        return timer;
    }

    public async Task PassAsync(TimeSpan time)
    {
        for (var end = GetUtcNow() + time; GetUtcNow() < end;) await StepAsync();
    }

    public Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    /// <summary>Lets time pass until it holds, or fails. What Redis does takes real time: after two minutes of this clock it goes on more slowly, until the usual limit.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var end = GetUtcNow() + Limit; !await condition();)
        {
            Assert.True(GetUtcNow() < end || TimeProvider.System.GetElapsedTime(started) < Wait.Limit, $"in time: {what}");
            if (GetUtcNow() >= end) await Task.Delay(10);
            await StepAsync();
        }
    }

    private async Task StepAsync()
    {
        await Wait.UntilAsync(() => Task.FromResult(Volatile.Read(ref _waiting) >= Hosts), "all wait for the clock");
        Advance(Step);
    }

    private sealed class CountedTimer(ITimer inner, Action disposed) : ITimer
    {
        private Action? _disposed = disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(dueTime, period);

        public void Dispose()
        {
            Interlocked.Exchange(ref _disposed, null)?.Invoke();
            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
