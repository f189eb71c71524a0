using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using static LeadScoring.Tests.Store.Mongo.EachCommand;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>A process is held before each command of an operation while others work, and then goes on.</summary>
public sealed class MongoStallTests
{
    [Fact]
    public Task Commit_held_anywhere_while_others_repeat_it_and_go_on_does_no_harm() => AtEachAsync(10, async (fixture, moment) =>
    {
        var scenario = await CommitScenario.BeginAsync(fixture);
        var others = scenario.More(120);
        if (!await StallsAsync(
            fixture, moment, store => store.CommitAsync([.. scenario.Batch]),
            () => scenario.Store.CommitAsync([.. scenario.Batch, .. others]))) return false;
        await scenario.AssertSoundAsync("by both", [.. scenario.Events, .. others]);
        return true;
    });

    [Fact]
    public Task Commit_held_anywhere_while_rules_are_published_ends_at_the_new_rules() => AtEachAsync(10, async (fixture, moment) =>
    {
        var scenario = await CommitScenario.BeginAsync(fixture);
        if (!await StallsAsync(fixture, moment, store => store.CommitAsync([.. scenario.Batch]), () => PublishAsync(scenario.Store, -3))) return false;
        await scenario.AssertSoundAsync("after the rescore", scenario.Events);
        return true;
    });

    /// <summary>The rescore does not visit a lead without events, so nothing but the stripe holds the commit up.</summary>
    [Fact]
    public Task First_events_held_while_a_rescore_passes_their_lead_end_at_the_new_rules() => AtEachAsync(7, async (fixture, moment) =>
    {
        var store = fixture.Open();
        var lead = await store.LeadAsync("ada");
        if (!await StallsAsync(
            fixture, moment, slow => slow.CommitAsync(Given.Event(lead, "e1", "page_view", 10), Given.Event(lead, "e2", "page_view", 20)),
            () => PublishAsync(store, 7))) return false;
        await store.RunJobsAsync();
        Assert.Equal((14, 14), (await store.ScoreAsync(lead), (await store.LedgerAsync(lead)).Sum(l => l.Change)));
        return true;
    });

    [Fact]
    public Task Creation_held_anywhere_never_ends_in_two_leads_with_one_address() => AtEachAsync(5, async (fixture, moment) =>
    {
        var draft = new LeadDraft("Ada", "ada@example.com", null, LeadStatus.New, null);
        var store = fixture.Open();
        LeadCreation? slow = null, fast = null;
        if (!await StallsAsync(
            fixture, moment, async held => slow = await held.Leads.CreateAsync(draft, default),
            async () => fast = await store.Leads.CreateAsync(draft, default))) return false;
        var ids = new[] { slow!, fast! }.Select(c => c.Created?.Id ?? c.ExistingLeadId).Distinct().ToList();
        Assert.Equal(Assert.Single(ids), Assert.Single(await store.Leads.LeaderboardAsync(10, default)).Id);
        return true;
    });

    [Fact]
    public Task Change_of_address_held_anywhere_never_gives_it_to_two() => AtEachAsync(6, async (fixture, moment) =>
    {
        var store = fixture.Open();
        var ada = await store.LeadAsync("ada");
        var eve = new LeadDraft("Ada", "eve@example.com", null, LeadStatus.New, null);
        LeadUpdate? updated = null;
        LeadCreation? created = null;
        if (!await StallsAsync(
            fixture, moment, async slow => updated = await slow.Leads.UpdateAsync(ada, eve, default),
            async () => created = await store.Leads.CreateAsync(eve with { Name = "Eve" }, default))) return false;
        var board = await store.Leads.LeaderboardAsync(10, default);
        Assert.Single(board, l => l.Email == "eve@example.com");
        Assert.Equal(board.Count, board.Select(l => l.Email).Distinct().Count());
        Assert.True(created!.Created is null != (updated!.Updated is null));
        Assert.Equal(created.Created?.Id ?? ada, (await store.Leads.FindByEmailAsync(["eve@example.com"], default))["eve@example.com"]);
        var free = created.Created is null ? "ada@example.com" : "third@example.com";
        Assert.NotNull((await store.Leads.CreateAsync(eve with { Email = free }, default)).Created);
        return true;
    });

    [Fact]
    public Task Commit_held_anywhere_while_its_lead_is_deleted_brings_nothing_back() => AtEachAsync(10, async (fixture, moment) =>
    {
        var scenario = await CommitScenario.BeginAsync(fixture);
        if (!await StallsAsync(fixture, moment, store => store.CommitAsync([.. scenario.Batch]), () => DeleteAsync(scenario.Store, scenario.Leads[0]))) return false;
        await DeleteAsync(scenario.Store, scenario.Leads[0]);
        Assert.Null(await scenario.Store.Leads.FindAsync(scenario.Leads[0], default));
        Assert.Null(await scenario.Store.Events.LedgerAsync(scenario.Leads[0], LedgerOrder.OldestFirst, null, 10, default));
        await scenario.AssertSoundAsync("of the others", [.. scenario.Events.Where(e => e.LeadId != scenario.Leads[0])], scenario.Leads[1..]);
        return true;
    });

    [Fact]
    public Task Commit_held_anywhere_while_its_lead_is_deleted_and_rules_are_published_ends() => AtEachAsync(10, async (fixture, moment) =>
    {
        var scenario = await CommitScenario.BeginAsync(fixture);
        if (!await StallsAsync(
            fixture, moment, store => store.CommitAsync([.. scenario.Batch]),
            () => Task.WhenAll(DeleteAsync(fixture.Open(), scenario.Leads[0]), PublishAsync(scenario.Store, -3)))) return false;
        await scenario.Store.RunJobsAsync();
        await scenario.AssertSoundAsync("of the others", [.. scenario.Events.Where(e => e.LeadId != scenario.Leads[0])], scenario.Leads[1..]);
        return true;
    });

    private static async Task PublishAsync(StorePorts store, int points)
    {
        await store.Rules.PublishAsync(new("page_view", points, true, "", true, null), default);
        await store.RunJobsAsync(2);
    }

    private static async Task DeleteAsync(StorePorts store, string lead)
    {
        await store.Leads.DeleteAsync(lead, default);
        while (await store.Leads.PurgeAsync(50, default))
        {
        }
    }
}
