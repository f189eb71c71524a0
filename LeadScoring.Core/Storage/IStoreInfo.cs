namespace LeadScoring.Core.Storage;

public interface IStoreInfo
{
    /// <summary>False when a second writer process only slows the first down (SQLite): one worker then holds everything.</summary>
    bool SharedWriters { get; }

    /// <summary>Throws <see cref="StoreUnavailableException"/> when the store does not answer.</summary>
    Task PingAsync(CancellationToken ct);
}
