using System.Collections.Concurrent;
using LeadScoring.Core.Stores;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>Repeats an operation, each time with a fault at the next of its fault points.</summary>
internal static class EachPoint
{
    /// <summary>Fault points before the operation: every process tries to insert the first revision.</summary>
    public const int Own = 2;

    private const int MaxPoints = 200;

    /// <summary>Runs the test for point 0, 1, 2 … until the operation has no more.</summary>
    public static async Task AtEachPointAsync(int atLeast, Func<MongoFixture, int, Task<bool>> test)
    {
        for (var point = 0; point < MaxPoints; point++)
        {
            await using var fixture = new MongoFixture();
            await fixture.Open().Info.PingAsync(default); // creates the indexes before the operation
            if (await test(fixture, point)) continue;
            Assert.True(point >= atLeast, $"The operation has only {point} points.");
            return;
        }

        Assert.Fail("The operation does not end.");
    }

    /// <summary>False when the operation ended before it reached the point.</summary>
    public static async Task<bool> DiesAsync(MongoFixture fixture, int point, Func<StorePorts, Task> operation)
    {
        var store = fixture.Open(new CrashAt(point + Own));
        try
        {
            await operation(store);
            return false;
        }
        catch (CrashException)
        {
            return true;
        }
    }
}

/// <summary>The process crashes at its n-th fault point, counted from 0. Each lies before or after a write.</summary>
public sealed class CrashAt(int point) : IFaultPoints
{
    private int _reached;

    public ValueTask ReachAsync(string name, CancellationToken ct) =>
        Interlocked.Increment(ref _reached) - 1 == point ? throw new CrashException(name) : ValueTask.CompletedTask;
}

/// <summary>
/// The process is held at its n-th fault point, counted from 0, until it is released. With a name, only points of that name are
/// counted.
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

/// <summary>Runs an action, once, when the process first reaches the fault point of a name.</summary>
public sealed class ActAt(params (string Point, Func<Task> Act)[] acts) : IFaultPoints
{
    private readonly ConcurrentDictionary<string, Func<Task>> _acts = new(acts.Select(a => KeyValuePair.Create(a.Point, a.Act)));

    public async ValueTask ReachAsync(string point, CancellationToken ct)
    {
        if (_acts.TryRemove(point, out var act)) await act();
    }
}

public sealed class CrashException(string point) : Exception($"crashed at {point}");
