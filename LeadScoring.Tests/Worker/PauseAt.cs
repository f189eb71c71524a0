using LeadScoring.Core.Stores;

namespace LeadScoring.Tests.Worker;

/// <summary>Stands still at a point, once, until it is told to go on: a process that the system suspends.</summary>
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
