using LeadScoring.Core.Leads;

namespace LeadScoring.Tests.Store.Conformance;

/// <summary>Leads that are back.</summary>
public abstract partial class StoreConformance
{
    private const long Day = 24 * 60 * 60 * 1000;

    private LeadQuery Back => All with { Returned = LeadReturn.At(_fixture.Time.GetUtcNow()) };

    [Fact]
    public async Task Returned_leads_are_those_with_a_gap_before_the_last_week_and_lost_ones_without()
    {
        var now = _fixture.Time.NowMs;
        var (recent, quiet) = (now - (7 * Day), now - (37 * Day));
        (string Name, LeadStatus Status, long[] Events, bool IsBack)[] cases =
        [
            ("never active", LeadStatus.New, [], false), ("first seen", LeadStatus.New, [now - Day, now - 1], false),
            ("back", LeadStatus.New, [quiet - 1, now - Day], true), ("back at the last moment", LeadStatus.Qualified, [quiet - Day, quiet - 1, recent, now], true),
            ("too early", LeadStatus.New, [quiet - 1, recent - 1], false), ("never away", LeadStatus.New, [quiet - 1, recent - 1, recent], false),
            ("away too short", LeadStatus.New, [quiet, recent], false), ("ahead of time", LeadStatus.Contacted, [quiet - 1, now + Day], true),
            ("customer", LeadStatus.Customer, [quiet - 1, now], false), ("lost and never away", LeadStatus.Lost, [recent - 1, recent], true),
            ("lost and first seen", LeadStatus.Lost, [recent], true), ("lost and away", LeadStatus.Lost, [quiet - 1, recent - 1], false),
        ];
        foreach (var (name, status, events, _) in cases)
        {
            var lead = (await _store.Leads.CreateAsync(new(name, $"{name.Replace(' ', '.')}@example.com", null, status, null), default)).Created!.Id;
            foreach (var at in events) await _store.CommitAsync(Given.Event(lead, $"{name}-{at}", at % 2 == 0 ? "page_view" : "unheard_of", at));
        }

        Assert.Equal(cases.Where(c => c.IsBack).Select(c => c.Name).Order(), await NamesAsync(Back));
        Assert.Equal(["customer"], await NamesAsync(Back with { Statuses = LeadStatus.Customer }));
        Assert.Equal(["back", "customer"], await NamesAsync(Back with { Statuses = (LeadStatuses)LeadStatus.Customer | LeadStatus.New }));
        Assert.Equal(["lost and first seen", "lost and never away"], await NamesAsync(Back with { Statuses = LeadStatus.Lost }));
        Assert.Equal(["ahead of time"], await NamesAsync(Back with { ActiveSinceMs = now + 1 }));
        Assert.Empty(await NamesAsync(Back with { InactiveSinceMs = recent }));
        Assert.Equal(["back"], await NamesAsync(Back with { Search = "back@" }));

        var late = (await _store.Leads.ListAsync(Back with { Search = "back@" }, default)).Leads.Single().Id;
        await _fixture.Open().CommitAsync(Given.Event(late, "late", "page_view", recent - 1));
        Assert.Empty(await NamesAsync(Back with { Search = "back@" }));
        _fixture.Time.Advance(30 * Day);
        Assert.Equal(["ahead of time"], await NamesAsync(Back with { InactiveSinceMs = now + (40 * Day), ActiveSinceMs = now - Day, Returned = new(quiet, now) }));

        async Task<IEnumerable<string>> NamesAsync(LeadQuery query) => (await _store.Leads.ListAsync(query, default)).Leads.Select(lead => lead.Name).Order();
    }

    [Fact]
    public async Task Lost_leads_are_back_when_they_do_something_after_they_were_lost()
    {
        var now = _fixture.Time.NowMs;
        var lead = await _store.LeadAsync("ada");
        await _store.CommitAsync(Given.Event(lead, "e1", "page_view", now - Day));
        await _store.Leads.SetStatusAsync([lead], LeadStatus.Lost, null, default);
        Assert.Empty((await _store.Leads.ListAsync(Back, default)).Leads);

        await _store.CommitAsync(Given.Event(lead, "arrived later, happened before", "page_view", now - 1));
        Assert.Empty((await _store.Leads.ListAsync(Back, default)).Leads);

        _fixture.Time.Advance(1000);
        await _store.CommitAsync(Given.Event(lead, "e2", "page_view", now + 500));
        Assert.Single((await _store.Leads.ListAsync(Back, default)).Leads);

        // The form of the whole profile sets a status as well, and leaves its time when it is the same.
        var profile = new LeadDraft("Ada", "ada@example.com", "Acme", LeadStatus.Lost, null);
        await _store.Leads.UpdateAsync(lead, profile, default);
        Assert.Single((await _store.Leads.ListAsync(Back, default)).Leads);
        await _store.Leads.UpdateAsync(lead, profile with { Status = LeadStatus.New }, default);
        await _fixture.Open().Leads.UpdateAsync(lead, profile, default);
        Assert.Empty((await _store.Leads.ListAsync(Back, default)).Leads);
        Assert.Empty(await ExportAsync(Back));
    }

    [Fact]
    public async Task Returned_leads_are_listed_paged_and_exported_as_a_plain_list_of_their_events_says()
    {
        var random = new Random(12);
        var created = await _store.Leads.CreateManyAsync(
            [.. Enumerable.Range(0, 90).Select(i => new LeadDraft($"n{i}", $"e{i}@example.com", null, (LeadStatus)random.Next(5), null))], default);
        var events = created.ToDictionary(c => c.Created!.Id, _ => new List<long>());
        for (var round = 0; round < 3; round++)
        {
            // The later rounds bring late events, and leads that come back.
            var batch = Enumerable.Range(0, 40).Select(i =>
            {
                var (lead, at) = (created[random.Next(80)].Created!.Id, _fixture.Time.NowMs - random.NextInt64(60 * Day));
                events[lead].Add(at);
                return Given.Event(lead, $"e{round}-{i}", Types[random.Next(5)], at);
            }).ToArray();
            await _store.CommitAsync(batch);
            await CheckAsync(events, random);
            await _store.Leads.DeleteAsync(created[85 + round].Created!.Id, default);
            events.Remove(created[85 + round].Created!.Id);
        }
    }

    private async Task CheckAsync(Dictionary<string, List<long>> events, Random random)
    {
        var (recent, quiet) = (_fixture.Time.NowMs - (7 * Day), _fixture.Time.NowMs - (37 * Day));
        foreach (var sort in Enum.GetValues<LeadSort>())
        {
            foreach (var statuses in new LeadStatuses?[] { null, LeadStatus.Lost, LeadStatus.Customer, new LeadStatuses((uint)random.Next(32)), new LeadStatuses(31) })
            {
                var all = (await _store.Leads.ListAsync(All with { Sort = sort }, default)).Leads;
                var expected = all.Where(lead =>
                    (statuses?.Contains(lead.Status) ?? lead.Status != LeadStatus.Customer) && events[lead.Id].Exists(at => at >= recent)
                    && (lead.Status == LeadStatus.Lost || (events[lead.Id].Exists(at => at < quiet) && !events[lead.Id].Exists(at => at >= quiet && at < recent)))).ToList();
                var query = Back with { Sort = sort, Statuses = statuses };
                var page = await _store.Leads.ListAsync(query, default);
                Assert.Equal(expected, page.Leads);
                Assert.Equal((expected.Count, false), ((int)page.Total, page.TotalIsLowerBound));
                Assert.Equal(expected, await ExportAsync(query));
                var second = await _store.Leads.ListAsync(query with { Offset = 2, Limit = 3 }, default);
                Assert.Equal(expected.Skip(2).Take(3), second.Leads);
                Assert.Equal(expected.Count, second.Total);
            }
        }
    }
}
