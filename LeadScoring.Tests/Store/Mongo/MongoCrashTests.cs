using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using static LeadScoring.Tests.Store.Mongo.EachPoint;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>
/// Each operation is cut off before or after each of its writes, and then repeated by another process, as redelivery does; or it is held
/// there while other processes work, and then finishes.
/// </summary>
public sealed class MongoCrashTests : INeedsMongo
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    [StoreFact]
    public Task A_commit_cut_off_anywhere_and_repeated_counts_every_event_once() => AtEachPointAsync(12, async (fixture, point) =>
    {
        var scenario = await CommitScenario.BeginAsync(fixture);
        var died = await DiesAsync(fixture, point, store => store.CommitAsync([.. scenario.Batch]));
        await scenario.AssertSoundAsync("as the crash left it", counted: null);
        var result = await scenario.Store.CommitAsync([.. scenario.Batch.Select(e => e with { Attempt = 2 })]);
        Assert.All(result.Outcomes.Take(scenario.Fresh), o => Assert.Equal(EventStatus.Committed, o.Status));
        await scenario.AssertSoundAsync("repeated", scenario.Events);
        return died;
    });

    [StoreFact]
    public Task A_commit_cut_off_anywhere_does_no_harm_to_commits_before_it_is_repeated() => AtEachPointAsync(12, async (fixture, point) =>
    {
        var scenario = await CommitScenario.BeginAsync(fixture);
        var died = await DiesAsync(fixture, point, store => store.CommitAsync([.. scenario.Batch]));
        var others = scenario.More(200);
        await fixture.Open().CommitAsync([.. others]);
        await scenario.AssertSoundAsync("after others", counted: null);
        await fixture.Open().CommitAsync([.. scenario.Batch.AsEnumerable().Reverse()]);
        await scenario.AssertSoundAsync("repeated", [.. scenario.Events, .. others]);
        return died;
    });

    [StoreFact]
    public Task A_commit_that_is_held_anywhere_while_others_repeat_it_and_go_on_does_no_harm() => AtEachPointAsync(12, async (fixture, point) =>
    {
        var scenario = await CommitScenario.BeginAsync(fixture);
        var stall = new StallAt(point + Own);
        var slow = fixture.Open(stall).CommitAsync([.. scenario.Batch]);
        if (await Task.WhenAny(stall.Reached, slow) == slow) return false;
        List<IncomingEvent> others = [.. scenario.More(120), .. scenario.Leads.Select((lead, i) => Given.Event(lead, $"newest{i}", "page_view", 2_000_000))];
        await fixture.Open().CommitAsync([.. scenario.Batch, .. others[..120]]);
        await fixture.Open().CommitAsync([.. others[120..]]); // so that the slow one's commit is not the last one, whose follow-up writes are repeated anyway
        await scenario.AssertSoundAsync("by others", [.. scenario.Events, .. others]);
        stall.Release();
        await slow;
        await scenario.AssertSoundAsync("by both", [.. scenario.Events, .. others]);
        return true;
    });

    [StoreFact]
    public Task A_commit_that_is_held_anywhere_while_rules_are_published_ends_at_the_new_rules() => AtEachPointAsync(12, async (fixture, point) =>
    {
        var scenario = await CommitScenario.BeginAsync(fixture);
        var stall = new StallAt(point + Own);
        var slow = fixture.Open(stall).CommitAsync([.. scenario.Batch]);
        if (await Task.WhenAny(stall.Reached, slow) == slow) return false;
        var other = fixture.Open();
        await other.Rules.PublishAsync(new("page_view", -3, true, "", true, null), default);
        await other.RunJobsAsync(2);
        stall.Release();
        await slow;
        await scenario.AssertSoundAsync("after the rescore", scenario.Events);
        return true;
    });

    [StoreFact]
    public Task First_events_that_are_held_while_a_rescore_passes_their_lead_end_at_the_new_rules() => AtEachPointAsync(6, async (fixture, point) =>
    {
        var store = fixture.Open();
        var lead = await store.LeadAsync("ada");
        var stall = new StallAt(point + Own);
        var slow = fixture.Open(stall).CommitAsync(Given.Event(lead, "e1", "page_view", 10), Given.Event(lead, "e2", "page_view", 20));
        if (await Task.WhenAny(stall.Reached, slow) == slow) return false;
        await store.Rules.PublishAsync(new("page_view", 7, true, "", true, null), default);
        await store.RunJobsAsync();
        stall.Release();
        await slow;
        Assert.Equal((14, 14), (await store.ScoreAsync(lead), (await store.LedgerAsync(lead)).Sum(l => l.Change)));
        return true;
    });

    [StoreFact]
    public Task A_rescore_cut_off_anywhere_goes_on_and_counts_each_changed_lead_once() => AtEachPointAsync(10, async (fixture, point) =>
    {
        var scenario = await CommitScenario.BeginAsync(fixture);
        await scenario.Store.CommitAsync([.. scenario.Batch]);
        var before = await scenario.Store.Leads.LeaderboardAsync(10, default);
        var died = await DiesAsync(fixture, point, async store =>
        {
            await store.Rules.PublishAsync(new("page_view", -3, true, "", true, null), default);
            await store.RunJobsAsync(2);
        });
        await scenario.AssertSoundAsync("as the crash left it", scenario.Events);
        var next = fixture.Open();
        if ((await next.Rules.VersionsAsync("page_view", default)).Count == 1) await next.Rules.PublishAsync(new("page_view", -3, true, "", true, null), default);
        await next.RunJobsAsync(2);
        await scenario.AssertSoundAsync("rescored", scenario.Events);
        var job = Assert.Single(await next.Jobs.ListAsync(Core.Jobs.JobKind.Rescore, 10, default));
        var changed = (await next.Leads.LeaderboardAsync(10, default)).LongCount(l => before.Single(b => b.Id == l.Id).CurrentScore != l.CurrentScore);
        Assert.True(changed > 0);
        Assert.Equal(("completed", changed), (job.State, job.Changed));
        return died;
    });

    [StoreFact]
    public Task A_cancelled_rescore_cut_off_anywhere_is_cancelled_in_the_end_or_not_at_all() => AtEachPointAsync(4, async (fixture, point) =>
    {
        var scenario = await CommitScenario.BeginAsync(fixture);
        await scenario.Store.CommitAsync([.. scenario.Batch]);
        var job = (await scenario.Store.Rules.PublishAsync(new("page_view", -3, true, "", true, null), default)).Rescore;
        var died = await DiesAsync(fixture, point, store => store.Jobs.CancelAsync(job.Id, default));
        var next = fixture.Open();
        await next.RunJobsAsync(2);
        await scenario.AssertSoundAsync("rescored", scenario.Events);
        var versions = await next.Rules.VersionsAsync("page_view", default);
        Assert.Equal(versions.Count == 3 ? ("cancelled", 5) : ("completed", -3), ((await next.Jobs.FindAsync(job.Id, default))!.State, versions[0].Points));
        return died;
    });

    [StoreFact]
    public Task A_creation_cut_off_anywhere_leaves_the_address_to_the_next_one() => AtEachPointAsync(4, async (fixture, point) =>
    {
        var draft = new LeadDraft("Ada", "ada@example.com", null, LeadStatus.New, null);
        var died = await DiesAsync(fixture, point, store => store.Leads.CreateAsync(draft, default));
        fixture.Time.Advance(10_000);
        var store = fixture.Open();
        var creation = await store.Leads.CreateAsync(draft, default);
        var id = creation.Created?.Id ?? creation.ExistingLeadId!;
        Assert.Equal(id, Assert.Single(await store.Leads.LeaderboardAsync(10, default)).Id);
        Assert.Equal(id, (await store.Leads.FindByEmailAsync([draft.Email], default))[draft.Email]);
        Assert.Equal(new LeadCreation(null, id), await store.Leads.CreateAsync(draft, default));
        return died;
    });

    [StoreFact]
    public Task A_creation_that_is_held_anywhere_never_ends_in_two_leads_with_one_address() => AtEachPointAsync(4, async (fixture, point) =>
    {
        var draft = new LeadDraft("Ada", "ada@example.com", null, LeadStatus.New, null);
        var stall = new StallAt(point + Own);
        var slow = fixture.Open(stall).Leads.CreateAsync(draft, default);
        if (await Task.WhenAny(stall.Reached, slow) == slow) return false;
        fixture.Time.Advance(10_000);
        var fast = await fixture.Open().Leads.CreateAsync(draft, default);
        stall.Release();
        var ids = new[] { fast, await slow }.Select(c => c.Created?.Id ?? c.ExistingLeadId).Distinct().ToList();
        Assert.Equal(Assert.Single(ids), Assert.Single(await fixture.Open().Leads.LeaderboardAsync(10, default)).Id);
        return true;
    });

    [StoreFact]
    public Task A_change_of_address_that_is_cut_off_or_held_never_gives_it_to_two() => AtEachPointAsync(5, async (fixture, point) =>
    {
        var store = fixture.Open();
        var ada = await store.LeadAsync("ada");
        var eve = new LeadDraft("Ada", "eve@example.com", null, LeadStatus.New, null);
        var stall = new StallAt(point + Own);
        var slow = fixture.Open(stall).Leads.UpdateAsync(ada, eve, default);
        if (await Task.WhenAny(stall.Reached, slow) == slow) return false;
        fixture.Time.Advance(10_000);
        var created = await fixture.Open().Leads.CreateAsync(eve with { Name = "Eve" }, default);
        stall.Release();
        var updated = await slow;
        var board = await store.Leads.LeaderboardAsync(10, default);
        Assert.Single(board, l => l.Email == "eve@example.com");
        Assert.Equal(board.Count, board.Select(l => l.Email).Distinct().Count());
        Assert.True(created.Created is null != (updated.Updated is null));
        var owner = created.Created?.Id ?? ada;
        Assert.Equal(owner, (await store.Leads.FindByEmailAsync(["eve@example.com"], default))["eve@example.com"]);

        // The address that is free now can be taken.
        var free = created.Created is null ? "ada@example.com" : "third@example.com";
        Assert.NotNull((await store.Leads.CreateAsync(eve with { Email = free }, default)).Created);
        return true;
    });

    [StoreFact]
    public Task A_deletion_cut_off_anywhere_is_finished_by_the_purge_and_frees_the_address() => AtEachPointAsync(8, async (fixture, point) =>
    {
        var scenario = await CommitScenario.BeginAsync(fixture);
        await scenario.Store.CommitAsync([.. scenario.Batch]);
        var died = await DiesAsync(fixture, point, async store =>
        {
            await store.Leads.DeleteAsync(scenario.Leads[0], default);
            while (await store.Leads.PurgeAsync(50, default))
            {
            }
        });
        var next = fixture.Open();
        await next.Leads.DeleteAsync(scenario.Leads[0], default);
        while (await next.Leads.PurgeAsync(50, default))
        {
        }

        Assert.Null(await next.Leads.FindAsync(scenario.Leads[0], default));
        Assert.Equal(2, (await next.Leads.LeaderboardAsync(10, default)).Count);
        Assert.True(await next.Events.HasTombstoneAsync(scenario.Events.First(e => e.LeadId == scenario.Leads[0]).EventId, default));
        Assert.NotNull((await next.Leads.CreateAsync(new("Again", "lead0@example.com", null, LeadStatus.New, null), default)).Created);
        await scenario.AssertSoundAsync("without the lead", [.. scenario.Events.Where(e => e.LeadId != scenario.Leads[0])], scenario.Leads[1..]);
        return died;
    });

    [StoreFact]
    public Task A_commit_that_is_held_anywhere_while_its_lead_is_deleted_brings_nothing_back() => AtEachPointAsync(12, async (fixture, point) =>
    {
        var scenario = await CommitScenario.BeginAsync(fixture);
        var stall = new StallAt(point + Own);
        var slow = fixture.Open(stall).CommitAsync([.. scenario.Batch]);
        if (await Task.WhenAny(stall.Reached, slow) == slow) return false;
        var other = fixture.Open();
        await other.Leads.DeleteAsync(scenario.Leads[0], default);
        while (await other.Leads.PurgeAsync(50, default))
        {
        }

        stall.Release();
        await slow;
        Assert.Null(await other.Leads.FindAsync(scenario.Leads[0], default));
        Assert.Null(await other.Events.LedgerAsync(scenario.Leads[0], LedgerOrder.OldestFirst, null, 10, default));
        await scenario.AssertSoundAsync("of the others", [.. scenario.Events.Where(e => e.LeadId != scenario.Leads[0])], scenario.Leads[1..]);
        return true;
    });

    /// <summary>The eventId is taken when it is reserved, and released when its owner is read: the process that counts the event must reserve it again.</summary>
    [StoreFact]
    public async Task An_eventId_that_is_released_while_another_lead_reserves_it_counts_once()
    {
        await using var fixture = new MongoFixture();
        var store = fixture.Open();
        var (ada, bob, eve) = (await store.LeadAsync("ada"), await store.LeadAsync("bob"), await store.LeadAsync("eve"));
        var (deciding, reserving) = (new StallAt(0, "leads.before"), new StallAt(0, "event_ids.after"));
        var first = fixture.Open(deciding).CommitAsync(Given.Event(ada, "e1", "purchase", 10));
        await deciding.Reached.WaitAsync(Timeout);
        var second = fixture.Open(reserving).CommitAsync(Given.Event(bob, "e1", "purchase", 10));
        await reserving.Reached.WaitAsync(Timeout);
        await store.Leads.DeleteAsync(ada, default);
        deciding.Release();
        Assert.Equal(EventStatus.LeadDeleted, (await first).Outcomes.Single().Status);
        reserving.Release();
        Assert.Equal(EventStatus.Committed, (await second).Outcomes.Single().Status);
        Assert.Equal(EventStatus.Duplicate, (await store.CommitAsync(Given.Event(eve, "e1", "purchase", 10))).Outcomes.Single().Status);
        Assert.Equal((100, 0), (await store.ScoreAsync(bob), await store.ScoreAsync(eve)));
        Assert.Equal(bob, (await store.Events.FindAsync("e1", default))!.LeadId);
    }
}
