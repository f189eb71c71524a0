using LeadScoring.Core.Events;
using Xunit;

namespace LeadScoring.Tests.Store;

public abstract partial class StoreConformance
{
    [StoreFact]
    public async Task A_failure_is_forgotten_unless_it_is_younger()
    {
        var failure = new FailedEvent("e1", "lead", "because", 5, 1_000);
        await _store.Events.RecordFailureAsync(failure, default);
        await _store.Events.RecordFailureAsync(failure with { EventId = "e2" }, default);
        await _store.Events.ForgetFailureAsync("e1", 999, default);
        Assert.Equal(failure, await _store.Events.FindFailureAsync("e1", default));
        await _store.Events.ForgetFailureAsync("e1", 1_000, default);
        Assert.Null(await _store.Events.FindFailureAsync("e1", default));
        await _store.Events.ForgetFailureAsync("e1", 1_000, default);
        Assert.NotNull(await _store.Events.FindFailureAsync("e2", default));
        await _store.Events.ForgetFailureAsync("e2", 2_000, default);
        Assert.Null(await _store.Events.FindFailureAsync("e2", default));
    }
}
