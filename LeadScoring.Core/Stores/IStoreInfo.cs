namespace LeadScoring.Core.Stores;

public interface IStoreInfo
{
    /// <summary>False when a second writer process only slows the first down (SQLite): one worker then holds everything.</summary>
    bool SharedWriters { get; }

    /// <summary>Throws <see cref="StoreUnavailableException"/> when the store does not answer.</summary>
    Task PingAsync(CancellationToken ct);
}

/// <summary>The store cannot be reached or is too busy: nothing was decided about the request, try again later.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
