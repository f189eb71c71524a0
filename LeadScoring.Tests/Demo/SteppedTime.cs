using LeadScoring.Tests.Infrastructure;
using Microsoft.Extensions.Time.Testing;

namespace LeadScoring.Tests.Demo;

/// <summary>
/// The clock of a demo service: goes on in steps, each when the service waits for the clock again or is idle, so that what happens within
/// a time does not depend on how fast the machine is.
/// </summary>
internal sealed class SteppedTime() : FakeTimeProvider(TimeProvider.System.GetUtcNow())
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private int _waiting;

    /// <summary>Whether the service has nothing to do.</summary>
    public Func<bool> IsIdle { get; set; } = () => false;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var inner = base.CreateTimer(callback, state, dueTime, period);
        if (period != Timeout.InfiniteTimeSpan) return inner; // not a delay: service discovery cleans up every 10 s
        var timer = new CountedTimer(inner, () => Interlocked.Decrement(ref _waiting));
        Interlocked.Increment(ref _waiting);
        return timer;
    }

    public async Task PassAsync(TimeSpan time)
    {
        for (var end = GetUtcNow() + time; GetUtcNow() < end;) await StepAsync();
    }

    public Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    /// <summary>Lets time pass until it holds, or fails after two minutes of this clock.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        for (var end = GetUtcNow() + Limit; !await condition();)
        {
            Assert.True(GetUtcNow() < end, $"in time: {what}");
            await StepAsync();
        }
    }

    private async Task StepAsync()
    {
        await Wait.UntilAsync(() => Task.FromResult(Volatile.Read(ref _waiting) > 0 || IsIdle()), "the service waits for the clock");
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
