using LeadScoring.Core.Events;
using LeadScoring.Tests.Store.Conformance;

namespace LeadScoring.Tests.Store;

/// <summary>A store with events and a deleted lead that is not purged, whose rollups a test removes as an older version would not have them.</summary>
internal sealed class OldEvents(List<IncomingEvent> events, string deleted)
{
    public static async Task<OldEvents> CreateAsync(StorePorts store)
    {
        var random = new Random(3);
        var leads = new List<string>();
        for (var i = 0; i < 700; i++) leads.Add(await store.LeadAsync($"lead{i}"));
        var events = Enumerable.Range(0, 1_500).Select(i => StoreConformance.RandomEvent(random, leads, i)).ToList();
        foreach (var batch in events.Chunk(200)) await store.CommitAsync(batch);
        await store.Leads.DeleteAsync(leads[5], default);
        return new(events, leads[5]);
    }

    /// <summary>Opens it several times at once, as processes that start together do.</summary>
    public async Task CheckAsync(Func<StorePorts> open)
    {
        var stores = Enumerable.Range(0, 3).Select(_ => open()).ToList();
        await Task.WhenAll(stores.Select(store => Task.Run(() => store.Insights.EventsAsync(0, 1, default))));
        while (await stores[1].Leads.PurgeAsync(50, default)) { }
        events.RemoveAll(e => e.LeadId == deleted);
        var lead = events[0].LeadId;
        events.Add(Given.Event(lead, "more", "page_view", 70L * 86_400_000));
        await stores[2].CommitAsync(events[^1]);
        foreach (var store in stores) await StoreConformance.AssertRollupsAsync(store, events);
    }
}
