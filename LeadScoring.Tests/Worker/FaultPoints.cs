using LeadScoring.Core.Stores;

namespace LeadScoring.Tests.Worker;

/// <summary>Never returns from a point when it is reached for the n-th time, as in a process that is killed there.</summary>
public sealed class FaultAt(string point, int time = 1) : IFaultPoints
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = time;

    public Task Reached => _reached.Task;

    public async ValueTask ReachAsync(string reached, CancellationToken ct)
    {
        if (reached != point || Interlocked.Decrement(ref _left) > 0) return;
        _reached.TrySetResult();
        await Task.Delay(Timeout.Infinite, ct);
    }
}

/// <summary>Waits at a point, once, until it is resumed, as a process that the system suspends.</summary>
public sealed class PauseAt(string point) : IFaultPoints
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => _reached.Task;

    public void Resume() => _resumed.TrySetResult();

    public async ValueTask ReachAsync(string reached, CancellationToken ct)
    {
        if (reached != point || !_reached.TrySetResult()) return;
        await _resumed.Task.WaitAsync(ct);
    }
}
