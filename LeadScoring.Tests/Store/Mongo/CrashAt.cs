using LeadScoring.Core.Stores;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>The process "dies" at its n-th fault point, counted from 0: every one of them lies before or after a write.</summary>
public sealed class CrashAt(int point) : IFaultPoints
{
    private int _reached;

    public ValueTask ReachAsync(string name, CancellationToken ct) =>
        Interlocked.Increment(ref _reached) - 1 == point ? throw new CrashException(name) : ValueTask.CompletedTask;
}
