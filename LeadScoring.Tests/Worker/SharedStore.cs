using LeadScoring.Core.Stores;

namespace LeadScoring.Tests.Worker;

/// <summary>Claims what a server store would: that several writers are welcome.</summary>
public sealed class SharedStore : IStoreInfo
{
    public bool SharedWriters => true;

    public Task PingAsync(CancellationToken ct) => Task.CompletedTask;
}
