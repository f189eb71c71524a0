using LeadScoring.Core.Stores;

namespace LeadScoring.Tests.Worker;

/// <summary>Stops dead when a point is reached for the n-th time: what a killed process looks like from inside.</summary>
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
