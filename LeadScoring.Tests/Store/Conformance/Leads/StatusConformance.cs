using LeadScoring.Core.Feed;
using LeadScoring.Core.Leads;

namespace LeadScoring.Tests.Store.Conformance;

/// <summary>Statuses of several leads at once.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task A_status_for_several_leads_changes_nothing_else_of_them()
    {
        var ids = new List<string>();
        foreach (var (name, status) in new[] { ("Ada", LeadStatus.New), ("Bob", LeadStatus.Lost), ("Cid", LeadStatus.Contacted), ("Dan", LeadStatus.New) })
        {
            ids.Add((await _store.Leads.CreateAsync(new(name, $"{name}@Example.com", "Ünïon", status, """{"a":1}"""), default)).Created!.Id);
        }

        await _store.CommitAsync(Given.Event(ids[0], "e1", "purchase", 10));
        await _store.Leads.DeleteAsync(ids[3], default);
        var before = await FoundAsync();
        _fixture.Time.Advance(5000);
        var update = await _fixture.Open().Leads.SetStatusAsync([ids[1], "unknown", ids[0], ids[2], ids[3], ids[1], ""], LeadStatus.Contacted, null, default);

        Assert.Equal([(ids[1], LeadStatus.Lost), (ids[0], LeadStatus.New)], update.Changed.Select(c => (c.Change.LeadId, c.Previous)));
        Assert.Equal([ids[2]], update.Unchanged);
        Assert.Equal(["unknown", ids[3], ""], update.Unknown);
        var after = await FoundAsync();
        Assert.Equal([.. before.Take(2).Select(l => l with { Status = LeadStatus.Contacted, UpdatedAtMs = _fixture.Time.NowMs, Version = l.Version + 1 }), before[2]], after);
        Assert.Equal(
            [(after[1].Id, 0L, 0L, after[1].Version), (after[0].Id, 100L, 100L, after[0].Version)],
            update.Changed.Select(c => (c.Change.LeadId, c.Change.PreviousScore, c.Change.Score, c.Change.Version)));
        Assert.Single(await _store.LedgerAsync(ids[0]));

        async Task<List<Lead>> FoundAsync()
        {
            var found = new List<Lead>();
            foreach (var id in ids.Take(3)) found.Add((await _store.Leads.FindAsync(id, default))!);
            return found;
        }
    }

    [Fact]
    public async Task Changed_statuses_are_in_filtered_lists_and_in_the_outbox_at_once()
    {
        var leads = await LeadsAsync(60);
        Assert.Equal(60, (await _store.Leads.ListAsync(All with { Statuses = LeadStatus.New }, default)).Total);
        _store.Outbox.Announced([.. (await WaitingAsync(_store)).Select(e => e.Position)]);
        await NothingWaitsAsync();
        var update = await _fixture.Open().Leads.SetStatusAsync(leads[..40], LeadStatus.Qualified, null, default);
        Assert.Equal(leads[..40].Order(), (await _store.Leads.ListAsync(All with { Statuses = LeadStatus.Qualified }, default)).Leads.Select(l => l.Id).Order());
        Assert.Equal(leads[40..].Order(), (await ExportAsync(All with { Statuses = LeadStatus.New })).Select(l => l.Id).Order());
        var entries = await WaitingAsync(_store);
        Assert.Equal(update.Positions.Order(), entries.Select(e => e.Position).Order());
        Assert.All(entries, e => Assert.Equal(ChangeKinds.Lead, e.Kind));
        Assert.Equal(
            update.Changed.Select(c => (c.Change.LeadId, c.Change.Version)).Order(),
            entries.SelectMany(e => e.Changes).Select(c => (c.LeadId, c.Version)).Order());

        _store.Outbox.Announced(update.Positions);
        await NothingWaitsAsync();
        Assert.Empty((await _store.Leads.SetStatusAsync(leads[..40], LeadStatus.Qualified, null, default)).Positions);
        Assert.Empty(await WaitingAsync(_store));
    }

    [Fact]
    public async Task Leads_are_listed_and_exported_by_any_set_of_statuses()
    {
        var random = new Random(6);
        var created = await _store.Leads.CreateManyAsync(
            [.. Enumerable.Range(0, 120).Select(i => new LeadDraft($"n{i}", $"e{i}@example.com", null, (LeadStatus)random.Next(5), null))], default);
        await _store.CommitAsync([.. Enumerable.Range(0, 200).Select(i => Given.Event(created[random.Next(90)].Created!.Id, $"e{i}", Types[random.Next(5)], random.Next(50)))]);
        var all = (await _store.Leads.ListAsync(All, default)).Leads;
        for (var bits = 0u; bits < 32; bits++)
        {
            var statuses = new LeadStatuses(bits);
            var expected = all.Where(lead => (bits & (1u << (int)lead.Status)) != 0).ToList();
            var page = await _store.Leads.ListAsync(All with { Statuses = statuses }, default);
            Assert.Equal(expected, page.Leads);
            Assert.Equal((expected.Count, false), ((int)page.Total, page.TotalIsLowerBound));
            Assert.Equal(expected, await ExportAsync(All with { Statuses = statuses }));
            Assert.Equal(
                expected.Where(l => l.CurrentScore >= 20 && l.Name.Contains('7')).Select(l => l.Id).Order(),
                (await ExportAsync(All with { Statuses = statuses, MinScore = 20, Search = "n7", Sort = LeadSort.Name })).Concat(
                    await ExportAsync(All with { Statuses = statuses, MinScore = 20, Search = "7@", Sort = LeadSort.CreatedDescending })).Select(l => l.Id).Distinct().Order());
        }
    }

    [Fact]
    public async Task Statuses_are_found_of_those_of_the_ids_that_are_leads()
    {
        var (ada, bob, cid) = (await _store.LeadAsync("ada"), await _store.LeadAsync("bob"), await _store.LeadAsync("cid"));
        await _store.Leads.SetStatusAsync([bob], LeadStatus.Lost, null, default);
        await _store.Leads.DeleteAsync(cid, default);
        var found = await _store.Leads.StatusesAsync([ada, bob, cid, "unknown", ""], default);
        Assert.Equal(new Dictionary<string, LeadStatus> { [ada] = LeadStatus.New, [bob] = LeadStatus.Lost }, found);
        Assert.Empty(await _store.Leads.StatusesAsync([], default));
    }

    [Fact]
    public async Task A_thousand_leads_get_a_status_at_once()
    {
        var created = await _store.Leads.CreateManyAsync([.. Enumerable.Range(0, 1000).Select(i => new LeadDraft($"n{i}", $"e{i}@example.com", null, LeadStatus.New, null))], default);
        var ids = created.Select(c => c.Created!.Id).ToList();
        Assert.Equal(ids, (await _store.Leads.SetStatusAsync(ids, LeadStatus.Lost, null, default)).Changed.Select(c => c.Change.LeadId));
        Assert.Equal(1000, (await _store.Leads.ListAsync(All with { Statuses = LeadStatus.Lost }, default)).Total);
    }

    /// <summary>Every write is counted by the version, so a lost one would show there, whatever it had written.</summary>
    [Fact]
    public async Task Profiles_statuses_and_events_written_at_once_lose_nothing_of_each_other()
    {
        const int rounds = 20;
        var (other, third) = (_fixture.Open(), _fixture.Open());
        var leads = await LeadsAsync(4);
        var changed = 0;
        var profiles = Task.Run(async () =>
        {
            for (var i = 1; i <= rounds; i++)
            {
                foreach (var (lead, n) in leads.Select((lead, n) => (lead, n)))
                {
                    await _store.Leads.UpdateAsync(lead, new($"name {i}", $"lead{n}-{i}@example.com", $"company {i}", LeadStatus.New, $$"""{"i":{{i}}}"""), default);
                }
            }
        });
        var statuses = Task.Run(async () =>
        {
            for (var i = 1; i <= rounds; i++)
            {
                changed += (await other.Leads.SetStatusAsync(leads, i % 2 == 0 ? LeadStatus.Contacted : LeadStatus.Lost, null, default)).Changed.Count;
            }
        });
        var events = Task.Run(async () =>
        {
            for (var i = 1; i <= rounds; i++) await third.CommitAsync([.. leads.Select(lead => Given.Event(lead, $"{lead}-{i}", "page_view", i))]);
        });
        await Task.WhenAll(profiles, statuses, events);

        var last = await _store.Leads.SetStatusAsync(leads, LeadStatus.Qualified, null, default);
        Assert.Equal(leads.Length, last.Changed.Count);
        var versions = 0L;
        foreach (var (id, n) in leads.Select((lead, n) => (lead, n)))
        {
            var lead = (await _store.Leads.FindAsync(id, default))!;
            Assert.Equal(
                ($"name {rounds}", $"lead{n}-{rounds}@example.com", $"company {rounds}", LeadStatus.Qualified, $$"""{"i":{{rounds}}}""", 5L * rounds),
                (lead.Name, lead.Email, lead.Company, lead.Status, lead.Metadata, lead.CurrentScore));
            versions += lead.Version;
        }

        Assert.Equal(leads.Length * (1 + rounds + rounds + 1) + changed, versions);
    }
}
