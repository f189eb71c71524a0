using LeadScoring.Core.Leads;
using LeadScoring.Core.Storage;
using LeadScoring.Core.Streams;

namespace LeadScoring.Api.Demo;

/// <summary>What is asked about the demo data, and wished for.</summary>
internal sealed class DemoDesk(ILeadStore store, DemoLoading loading, IDemoSwitch demo, TimeProvider time)
{
    /// <summary>Made-up events end by themselves, since somebody will forget them.</summary>
    public static readonly TimeSpan LongestStream = TimeSpan.FromHours(8);

    public async Task<DemoJson> StateAsync(CancellationToken ct)
    {
        var existing = await loading.ExistingAsync(ct);
        var available = existing.Count > 0 || await IsEmptyAsync(ct);
        var wish = await demo.ReadAsync(ct);
        var loaded = DemoLoading.IsComplete(existing);
        var streaming = wish is { EventsPerSecond: > 0 } && loaded;
        return new(loaded, wish is not null && !loaded, streaming, available, existing.Count, streaming ? wish!.EventsPerSecond : null, streaming ? wish!.EndsAt : null);
    }

    /// <summary>False: somebody's own leads are here, and made-up ones must not come among them.</summary>
    public async Task<bool> StartAsync(int eventsPerSecond, CancellationToken ct)
    {
        if ((await loading.ExistingAsync(ct)).Count == 0 && !await IsEmptyAsync(ct)) return false;
        await demo.WishAsync(new(eventsPerSecond, time.GetUtcNow() + LongestStream), ct);
        return true;
    }

    public Task StopAsync(CancellationToken ct) => demo.ClearAsync(ct);

    private async Task<bool> IsEmptyAsync(CancellationToken ct) =>
        (await store.ListAsync(new LeadQuery(0, 1, null, null, null, null, LeadSort.CreatedDescending), ct)).Total == 0;
}
