using LeadScoring.Core.Stores;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>
/// The process stands still at its n-th fault point, counted from 0, and goes on when it is let go. With a name, only points of that
/// name are counted.
/// </summary>
public sealed class StallAt(int point, string? only = null) : IFaultPoints
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    public Task Reached => _reached.Task;

    public void Release() => _released.TrySetResult();

    public async ValueTask ReachAsync(string name, CancellationToken ct)
    {
        if (only is not null && name != only) return;
        if (Interlocked.Increment(ref _count) - 1 != point) return;
        _reached.TrySetResult();
        await _released.Task.WaitAsync(ct);
    }
}
