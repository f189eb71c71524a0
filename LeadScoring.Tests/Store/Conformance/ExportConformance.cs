using LeadScoring.Core.Leads;

namespace LeadScoring.Tests.Store.Conformance;

public abstract partial class StoreConformance
{
    private static LeadQuery[] Filters =>
    [
        All, All with { MinScore = 50 }, All with { MaxScore = 300 }, All with { MinScore = 50, MaxScore = 300 }, All with { Statuses = LeadStatus.Qualified },
        All with { Search = "LEAD1" }, All with { Search = "lead1", Statuses = LeadStatus.New, MinScore = 1 }, All with { Search = "unknown" }, All with { Search = "\u0301" },
    ];

    [Fact]
    public async Task An_export_has_the_leads_of_the_list_in_its_order_for_every_filter_and_sort()
    {
        var leads = await LeadsAsync(180);
        await _store.CommitAsync(RandomEvents(new Random(5), leads[..150], 600));
        foreach (var i in Enumerable.Range(0, 40))
        {
            await _store.Leads.UpdateAsync(leads[i * 3], new($"same {i % 4}", $"lead{i * 3}@example.com", null, LeadStatus.Qualified, null), default);
        }

        foreach (var sort in Enum.GetValues<LeadSort>())
        {
            foreach (var filter in Filters)
            {
                var query = filter with { Sort = sort };
                var listed = (await _store.Leads.ListAsync(query, default)).Leads;
                Assert.Equal(listed, await ExportAsync(query with { Offset = 7, Limit = 1 }));
            }
        }
    }

    [Fact]
    public async Task An_export_of_many_parts_has_every_lead_once()
    {
        var leads = await LeadsAsync(1_203);
        foreach (var query in new[] { All with { Sort = LeadSort.CreatedDescending }, All with { Search = "lead" }, All with { Sort = LeadSort.Name } })
        {
            var parts = new List<int>();
            var exported = new List<string>();
            await foreach (var part in _store.Leads.ExportAsync(query, default))
            {
                parts.Add(part.Count);
                exported.AddRange(part.Select(l => l.Id));
            }

            Assert.Equal(leads.Order(), exported.Order());
            Assert.True(parts.Count > 1 && parts.Max() < 1_000, string.Join(' ', parts));
        }
    }

    [Fact]
    public async Task An_export_returns_each_part_as_it_is_when_it_is_read_and_leaves_out_what_was_deleted()
    {
        var there = (await LeadsAsync(1_100)).ToHashSet();
        foreach (var query in new[] { All with { Sort = LeadSort.Name }, All with { Sort = LeadSort.Name, MaxScore = 0 } })
        {
            var ids = (await ExportAsync(query)).ConvertAll(l => l.Id);
            Assert.Equal(there.Order(), ids.Order());
            var exported = new List<Lead>();
            await foreach (var part in _store.Leads.ExportAsync(query, default))
            {
                if (exported.Count == 0)
                {
                    there.Add(await _store.LeadAsync($"a late one {query.IsFiltered}"));
                    await _store.Leads.DeleteAsync(ids[0], default);
                    await _store.Leads.DeleteAsync(ids[^2], default);
                    await _store.CommitAsync(Given.Event(ids[^1], $"e{query.IsFiltered}", "purchase", 10));
                }

                exported.AddRange(part);
            }

            Assert.Equal(ids.Where(id => id != ids[^2]), exported.Select(l => l.Id));
            Assert.Equal((100, 1), (exported[^1].CurrentScore, exported[^1].Rank));
            await _store.Leads.DeleteAsync(ids[^1], default);
            there.ExceptWith([ids[0], ids[^2], ids[^1]]);
        }
    }

    [Fact]
    public async Task An_empty_store_exports_nothing()
    {
        Assert.Empty(await ExportAsync(All));
        Assert.Empty(await ExportAsync(All with { Search = "x" }));
    }

    [Fact]
    public async Task An_export_that_is_abandoned_blocks_nothing()
    {
        await LeadsAsync(600);
        var stalled = new List<IAsyncEnumerator<IReadOnlyList<Lead>>>();
        for (var i = 0; i < 12; i++)
        {
            var export = _store.Leads.ExportAsync(i % 2 == 0 ? All : All with { Search = "lead" }, default).GetAsyncEnumerator();
            Assert.True(await export.MoveNextAsync());
            stalled.Add(export);
        }

        var limit = TimeSpan.FromSeconds(20);
        Assert.Equal(600, (await _store.Leads.ListAsync(All with { MinScore = 0 }, default).WaitAsync(limit)).Total);
        await _store.LeadAsync("one more").WaitAsync(limit);
        foreach (var export in stalled) await export.DisposeAsync();
    }

    [Fact]
    public async Task A_ledger_has_the_metadata_as_sent()
    {
        var lead = await _store.LeadAsync("ada");
        await _store.CommitAsync(
            Given.Event(lead, "e1", "purchase", 10) with { Metadata = "{ \"a\" :\n[1, \"é\"]}" }, Given.Event(lead, "e2", "purchase", 20));
        Assert.Equal(["{ \"a\" :\n[1, \"é\"]}", null], (await _store.LedgerAsync(lead)).Select(l => l.Metadata));
    }

    private async Task<List<Lead>> ExportAsync(LeadQuery query)
    {
        var leads = new List<Lead>();
        await foreach (var part in _store.Leads.ExportAsync(query, default)) leads.AddRange(part);
        return leads;
    }
}
