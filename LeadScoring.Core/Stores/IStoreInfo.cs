namespace LeadScoring.Core.Stores;

/// <summary>What callers have to know about a store as a whole.</summary>
public interface IStoreInfo
{
    /// <summary>False when a second writer process only slows the first down (SQLite): one worker then leases all partitions.</summary>
    bool SharedWriters { get; }

    /// <summary>Throws <see cref="StoreUnavailableException"/> when the store does not answer.</summary>
    Task PingAsync(CancellationToken ct);
}

/// <summary>The store cannot be reached or is too busy; the same call may succeed later.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <param name="Next">Opaque cursor of the next page; null at the end.</param>
public sealed record CursorPage<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>A cursor that no earlier page contained, or one of another list.</summary>
public sealed class InvalidCursorException() : Exception("The cursor is not one that an earlier answer gave.");

/// <summary>Fault points for tests, called by name between the steps of the event path. Tests replace <see cref="NoFaults"/>.</summary>
public interface IFaultPoints
{
    ValueTask ReachAsync(string point, CancellationToken ct);
}

public sealed class NoFaults : IFaultPoints
{
    public ValueTask ReachAsync(string point, CancellationToken ct) => ValueTask.CompletedTask;
}
