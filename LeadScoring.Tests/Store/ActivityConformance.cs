using LeadScoring.Core.Leads;
using Xunit;

namespace LeadScoring.Tests.Store;

public abstract partial class StoreConformance
{
    [StoreFact]
    public async Task Leads_are_listed_and_exported_by_their_last_event()
    {
        var random = new Random(8);
        var leads = await LeadsAsync(150);
        await _store.CommitAsync([.. Enumerable.Range(0, 300).Select(i => Given.Event(leads[random.Next(120)], $"e{i}", Types[random.Next(5)], random.Next(50)))]);
        var all = (await _store.Leads.ListAsync(All, default)).Leads;
        Assert.Contains(all, l => l.LastEventAtMs is null);
        foreach (var (active, inactive) in new (long?, long?)[] { (20, null), (null, 20), (10, 30), (0, null), (null, 0), (49, 50), (null, 51), (51, null) })
        {
            var expected = all.Where(l => (active is null || l.LastEventAtMs >= active) && (inactive is null || l.LastEventAtMs is null || l.LastEventAtMs < inactive)).ToList();
            var query = All with { ActiveSinceMs = active, InactiveSinceMs = inactive };
            var page = await _store.Leads.ListAsync(query, default);
            Assert.Equal(expected, page.Leads);
            Assert.Equal((expected.Count, false), ((int)page.Total, page.TotalIsLowerBound));
            Assert.Equal(expected, await ExportAsync(query));
            Assert.Equal(
                expected.Where(l => l.CurrentScore >= 20 && l.Name.EndsWith('7')).Select(l => l.Id).Order(),
                (await ExportAsync(query with { MinScore = 20, Search = "7@", Sort = LeadSort.LastEventDescending })).Select(l => l.Id).Order());
        }
    }

    [StoreFact]
    public async Task A_lead_becomes_active_with_its_next_event_and_not_with_a_late_one()
    {
        var lead = await _store.LeadAsync("ada");
        async Task<(long Active, long Inactive)> CountAsync() => (
            (await _store.Leads.ListAsync(All with { ActiveSinceMs = 100 }, default)).Total, (await _store.Leads.ListAsync(All with { InactiveSinceMs = 100 }, default)).Total);

        Assert.Equal((0, 1), await CountAsync());
        await _store.CommitAsync(Given.Event(lead, "e1", "page_view", 99));
        Assert.Equal((0, 1), await CountAsync());
        await _store.CommitAsync(Given.Event(lead, "e2", "page_view", 100));
        Assert.Equal((1, 0), await CountAsync());
        await _store.CommitAsync(Given.Event(lead, "e3", "page_view", 50));
        Assert.Equal((1, 0), await CountAsync());
    }
}
