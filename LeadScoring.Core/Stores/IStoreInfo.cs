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
