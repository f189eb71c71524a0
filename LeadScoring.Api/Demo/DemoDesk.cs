using LeadScoring.Core.Leads;
using LeadScoring.Streams.Demo;

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
        var loaded = IsLoaded(existing, wish);
        var streaming = wish is { EventsPerSecond: > 0 } && loaded;
        return new(loaded, !loaded && (wish is { Loaded: false } || loading.IsRunning), streaming, available, existing.Count, streaming ? wish!.EventsPerSecond : null, streaming ? wish!.EndsAt : null);
    }

    /// <summary>False: somebody's own leads are here, and made-up ones must not come among them.</summary>
    public async Task<bool> StartAsync(int eventsPerSecond, CancellationToken ct)
    {
        var existing = await loading.ExistingAsync(ct);
        if (existing.Count == 0 && !await IsEmptyAsync(ct)) return false;
        var loaded = IsLoaded(existing, await demo.ReadAsync(ct));
        await demo.WishAsync(new(eventsPerSecond, time.GetUtcNow() + LongestStream, loaded), ct);
        return true;
    }

    /// <summary>What is being loaded is loaded to the end: half a demo is of no use.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        while (await demo.ReadAsync(ct) is { } wish)
        {
            if (await demo.ReplaceAsync(wish, wish.Loaded ? null : wish with { EventsPerSecond = 0 }, ct)) return;
        }
    }

    private static bool IsLoaded(IReadOnlyDictionary<string, string> existing, DemoWish? wish) =>
        DemoLoading.IsComplete(existing) || (existing.Count > 0 && wish is { Loaded: true });

    private async Task<bool> IsEmptyAsync(CancellationToken ct) =>
        (await store.ListAsync(new LeadQuery(0, 1, null, null, null, null, LeadSort.CreatedDescending), ct)).Total == 0;
}
