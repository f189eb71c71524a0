using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;

namespace LeadScoring.Tests.Store.Conformance;

public abstract partial class StoreConformance
{
    private static readonly LeadDraft Eve = new("Eve", "eve@example.com", "Evil Inc", LeadStatus.Customer, """{"b":2}""");

    [Fact]
    public async Task An_update_replaces_the_whole_profile_and_keeps_the_events()
    {
        var id = (await _store.Leads.CreateAsync(new("Ada", "ada@example.com", "Engines", LeadStatus.Qualified, """{"a":1}"""), default)).Created!.Id;
        await _store.CommitAsync(Given.Event(id, "e1", "purchase", 10));
        var before = (await _store.Leads.FindAsync(id, default))!;
        _fixture.Time.Advance(5000);
        var after = (await _store.Leads.UpdateAsync(id, new("Ada L", "ADA@example.org", null, LeadStatus.New, null), default)).Updated!;
        Assert.Equal(
            before with { Name = "Ada L", Email = "ADA@example.org", Company = null, Status = LeadStatus.New, Metadata = null, UpdatedAtMs = before.UpdatedAtMs + 5000, Version = after.Version },
            after);
        Assert.True(after.Version > before.Version);
        Assert.Equal(after, await _store.Leads.FindAsync(id, default));
        Assert.Single(await _store.LedgerAsync(id));
    }

    [Fact]
    public async Task An_update_frees_the_old_address_and_never_takes_anothers()
    {
        var ada = await _store.LeadAsync("ada");
        var bob = await _store.LeadAsync("bob");
        Assert.Equal(new LeadUpdate(null, bob), await _store.Leads.UpdateAsync(ada, Eve with { Email = "BOB@example.com" }, default));
        Assert.NotNull((await _store.Leads.UpdateAsync(ada, Eve, default)).Updated);
        Assert.NotNull((await _store.Leads.UpdateAsync(ada, Eve with { Email = "EVE@example.com" }, default)).Updated);
        Assert.Equal(ada, (await _store.Leads.CreateAsync(Eve, default)).ExistingLeadId);
        Assert.NotNull((await _store.Leads.CreateAsync(new("ada", "ada@example.com", null, LeadStatus.New, null), default)).Created);
        Assert.Equal(new LeadUpdate(null, null), await _store.Leads.UpdateAsync("unknown", Eve with { Email = "x@example.com" }, default));
    }

    [Fact]
    public async Task A_deleted_lead_is_gone_from_everything_that_can_be_read()
    {
        var lead = await _store.LeadAsync("ada");
        var other = await _store.LeadAsync("bob");
        await _store.CommitAsync(Given.Event(lead, "e1", "purchase", 10), Given.Event(other, "e2", "page_view", 10));
        var version = (await _store.Leads.FindAsync(lead, default))!.Version;
        var change = (await _store.Leads.DeleteAsync(lead, default))!.Change;
        Assert.Equal((lead, 100L, 0L), (change.LeadId, change.PreviousScore, change.Score));
        Assert.True(change.Version > version);
        foreach (var store in new[] { _store, _fixture.Open() })
        {
            Assert.Null(await store.Leads.FindAsync(lead, default));
            Assert.Equal(other, Assert.Single(await store.Leads.LeaderboardAsync(10, default)).Id);
            Assert.Equal(1, (await store.Leads.FindAsync(other, default))!.Rank);
            Assert.Equal((1L, other), await OnlyAsync(store, All));
            Assert.Equal((1L, other), await OnlyAsync(store, All with { Search = "example" }));
            Assert.Empty(await store.Leads.ExistingAsync([lead], default));
            Assert.Empty(await store.Leads.FindByEmailAsync(["ada@example.com"], default));
            Assert.Null(await store.Events.FindAsync("e1", default));
            Assert.Null(await store.Events.ListAsync(lead, null, 10, default));
            Assert.Null(await store.Events.LedgerAsync(lead, LedgerOrder.OldestFirst, null, 10, default));
            Assert.True(await store.Events.HasTombstoneAsync("e1", default));
            Assert.False(await store.Events.HasTombstoneAsync("e2", default));
            Assert.Null(await store.Leads.DeleteAsync(lead, default));
            Assert.Equal(new LeadUpdate(null, null), await store.Leads.UpdateAsync(lead, Eve, default));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_is_in_flight_for_a_deleted_lead_ends_as_deleted_and_recreates_nothing(bool purged)
    {
        var lead = await _store.LeadAsync("ada");
        var old = Given.Event(lead, "e1", "purchase", 10);
        await _store.CommitAsync(old);
        var worker = _fixture.Open(); // has the lead's number cached
        await worker.CommitAsync(Given.Event(lead, "e2", "purchase", 20));
        await _store.Leads.DeleteAsync(lead, default);
        if (purged) await PurgeAsync(3);
        var result = await worker.CommitAsync(old, Given.Event(lead, "new", "purchase", 30), Given.Event("unknown", "x", "purchase", 30));
        Assert.Equal([EventStatus.LeadDeleted, EventStatus.LeadDeleted, EventStatus.LeadUnknown], result.Outcomes.Select(o => o.Status));
        Assert.Empty(result.Changes);
        Assert.Equal(0, (await _store.Leads.ListAsync(All, default)).Total);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_eventId_of_a_deleted_lead_never_counts_again(bool purged)
    {
        var lead = await _store.LeadAsync("ada");
        await _store.CommitAsync(Given.Event(lead, "e1", "purchase", 10));
        await _store.Leads.DeleteAsync(lead, default);
        if (purged) await PurgeAsync(1);
        var again = await _store.LeadAsync("ada"); // the address is free
        Assert.NotEqual(lead, again);
        var result = await _store.CommitAsync(
            Given.Event(again, "late", "page_view", 40), Given.Event(again, "mid", "page_view", 30),
            Given.Event(again, "e1", "purchase", 35), Given.Event(again, "e3", "page_view", 50));
        Assert.Equal([false, false, true, false], result.Outcomes.Select(o => o is { Status: EventStatus.Duplicate, Conflict: true }));
        Assert.Equal((15, 3), (await _store.ScoreAsync(again), (await _store.LedgerAsync(again)).Count));
    }

    [Fact]
    public async Task A_purge_takes_a_few_rows_at_a_time_and_only_of_deleted_leads()
    {
        var leads = await LeadsAsync(3);
        await _store.CommitAsync([.. Enumerable.Range(0, 900).Select(i => Given.Event(leads[i % 3], $"e{i}", "page_view", i))]);
        await _store.Leads.DeleteAsync(leads[0], default);
        await _store.Leads.DeleteAsync(leads[1], default);
        Assert.InRange(await PurgeAsync(50), 12, 20);
        Assert.False(await _store.Leads.PurgeAsync(50, default));
        Assert.Equal(300, (await _store.LedgerAsync(leads[2])).Count);
        Assert.True(await _store.Events.HasTombstoneAsync("e0", default));
        Assert.False(await _store.Events.HasTombstoneAsync("e2", default));
        Assert.Equal(900, await _store.Events.CountAsync(default)); // a deletion does not reduce the count of committed events
    }

    [Fact]
    public async Task A_lead_deleted_during_a_rescore_is_passed_over()
    {
        var leads = await LeadsAsync(20);
        await _store.CommitAsync([.. leads.Select((lead, i) => Given.Event(lead, $"e{i}", "purchase", i))]);
        await _store.Rules.PublishAsync(new("purchase", 7, true, "", true, null), default);
        var job = (await _store.Jobs.NextAsync(default))!;
        await _store.Jobs.AdvanceAsync(job, await _store.Jobs.RunChunkAsync(job, 5, false, default), default);
        await _store.Leads.DeleteAsync(leads[2], default);
        await _store.Leads.DeleteAsync(leads[12], default);
        var changes = await _store.RunJobsAsync();
        Assert.DoesNotContain(leads[12], changes.Select(c => c.LeadId));
        var board = await _store.Leads.LeaderboardAsync(100, default);
        Assert.Equal(18, board.Count);
        Assert.All(board, l => Assert.Equal((7L, 1L), (l.CurrentScore, l.Rank)));
    }

    [Fact]
    public async Task Deleting_and_committing_at_once_loses_and_invents_nothing()
    {
        var other = _fixture.Open();
        var leads = await LeadsAsync(10);
        var events = RandomEvents(new Random(5), leads, 600);
        var commits = Task.Run(async () =>
        {
            foreach (var batch in events.Chunk(20)) await _store.CommitAsync(batch);
        });
        var deletes = Task.Run(async () =>
        {
            foreach (var lead in leads.Take(5))
            {
                await other.Leads.DeleteAsync(lead, default);
                await other.Leads.PurgeAsync(7, default);
            }
        });
        await Task.WhenAll(commits, deletes);
        await PurgeAsync(100);
        var board = await _store.Leads.LeaderboardAsync(100, default);
        Assert.Equal(leads.Skip(5).Order(), board.Select(l => l.Id).Order());
        foreach (var lead in board)
        {
            Assert.Equal(lead.CurrentScore, (await _store.LedgerAsync(lead.Id)).Sum(l => l.Change));
            Assert.Equal(1 + board.Count(l => l.CurrentScore > lead.CurrentScore), lead.Rank);
        }
    }

    private static async Task<(long Total, string Id)> OnlyAsync(StorePorts store, LeadQuery query)
    {
        var page = await store.Leads.ListAsync(query, default);
        return (page.Total, Assert.Single(page.Leads).Id);
    }

    /// <summary>Purges everything; returns in how many steps.</summary>
    private async Task<int> PurgeAsync(int rows)
    {
        var steps = 0;
        while (await _store.Leads.PurgeAsync(rows, default)) steps++;
        return steps;
    }
}
