using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Stores;
using MongoDB.Bson;
using MongoDB.Driver;
using static LeadScoring.Tests.Store.Mongo.EachPoint;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>Other processes change a lead while one reads, folds or writes it.</summary>
public sealed class MongoRaceTests : INeedsMongo
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>A slice refolds two leads. The update of one fails; the other is changed again before the slice reads which of them failed.</summary>
    [StoreTheory]
    [InlineData("PUT")]
    [InlineData("commit")]
    public async Task Blocks_of_an_applied_refold_stay_when_its_lead_changes_again_at_once(string by)
    {
        await using var fixture = new MongoFixture();
        var scenario = await CommitScenario.BeginAsync(fixture);
        await scenario.Store.Rules.PublishAsync(new("page_view", -3, true, "", true, null), default);
        var next = Given.Event(scenario.Leads[0], "next", "demo_request", 2_000_000);
        var faults = new ActAt(
            ("leads.before", () => RenameAsync(scenario.Store, scenario.Leads[1], "lead1")),
            ("leads.after", () => by == "PUT" ? RenameAsync(scenario.Store, scenario.Leads[0], "lead0") : fixture.Open().CommitAsync(next)));
        var result = await fixture.Open(faults).CommitAsync([.. scenario.Batch]);
        Assert.All(result.Outcomes.Take(scenario.Fresh), o => Assert.Equal(EventStatus.Committed, o.Status));
        List<IncomingEvent> late = [.. scenario.More(30), next];
        await fixture.Open().CommitAsync([.. late]);
        await scenario.Store.RunJobsAsync();
        await scenario.AssertSoundAsync("after late events", [.. scenario.Events, .. late]);
    }

    /// <summary>As after an election: the rules that a lead was scored with are not visible yet.</summary>
    [StoreFact]
    public async Task A_lead_that_was_scored_with_rules_that_are_not_visible_yet_waits_for_them()
    {
        await using var fixture = new MongoFixture();
        var scenario = await CommitScenario.BeginAsync(fixture);
        var url = MongoUrl.Create(fixture.ConnectionString);
        using var client = new MongoClient(url);
        var leads = client.GetDatabase(url.DatabaseName).GetCollection<BsonDocument>("leads");
        Task MoveAsync(int by) => leads.UpdateManyAsync(new BsonDocument(), new BsonDocument("$inc", new BsonDocument("revision", by)));

        await MoveAsync(1);
        var other = fixture.Open();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => other.CommitAsync([.. scenario.Batch]));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => other.LedgerAsync(scenario.Leads[0], 97));
        await MoveAsync(-1);
        await other.CommitAsync([.. scenario.Batch]);
        await scenario.AssertSoundAsync("afterwards", scenario.Events);
    }

    [StoreFact]
    public Task A_commit_that_is_held_anywhere_while_its_lead_is_deleted_and_rules_are_published_ends() => AtEachPointAsync(12, async (fixture, point) =>
    {
        var scenario = await CommitScenario.BeginAsync(fixture);
        var stall = new StallAt(point + Own);
        var slow = fixture.Open(stall).CommitAsync([.. scenario.Batch]);
        if (await Task.WhenAny(stall.Reached, slow) == slow) return false;
        await scenario.Store.Leads.DeleteAsync(scenario.Leads[0], default);
        await scenario.Store.Rules.PublishAsync(new("page_view", -3, true, "", true, null), default);
        stall.Release();
        await slow.WaitAsync(Timeout);
        await scenario.Store.RunJobsAsync();
        await scenario.AssertSoundAsync("of the others", [.. scenario.Events.Where(e => e.LeadId != scenario.Leads[0])], scenario.Leads[1..]);
        return true;
    });

    [StoreFact]
    public Task A_change_of_address_that_is_held_while_another_takes_it_back_frees_none_that_is_in_use() => AtEachPointAsync(5, async (fixture, point) =>
    {
        var store = fixture.Open();
        var lead = await store.LeadAsync("ada");
        var draft = new LeadDraft("Ada", "ada@example.com", null, LeadStatus.New, null);
        var stall = new StallAt(point + Own);
        var slow = fixture.Open(stall).Leads.UpdateAsync(lead, draft with { Email = "eve@example.com" }, default);
        if (await Task.WhenAny(stall.Reached, slow) == slow) return false;
        Assert.NotNull((await store.Leads.UpdateAsync(lead, draft, default)).Updated);
        stall.Release();
        await slow;
        fixture.Time.Advance(10_000);
        var email = (await store.Leads.FindAsync(lead, default))!.Email;
        Assert.Equal(lead, (await store.Leads.FindByEmailAsync([email], default)).GetValueOrDefault(email));
        Assert.Equal(new LeadCreation(null, lead), await store.Leads.CreateAsync(draft with { Email = email }, default));
        var free = email == draft.Email ? "eve@example.com" : draft.Email;
        Assert.NotNull((await store.Leads.CreateAsync(draft with { Email = free }, default)).Created);
        return true;
    });

    [StoreFact]
    public async Task A_late_event_whose_blocks_a_rescore_replaces_before_they_are_read_is_folded_again()
    {
        await using var fixture = new MongoFixture();
        var (store, lead) = await LongLeadAsync(fixture);
        var faults = new ActAt(("event_ids.after", () => RescoreAsync(store)));
        var result = await fixture.Open(faults).CommitAsync(Given.Event(lead, "late", "page_view", 1_010));
        Assert.Equal(EventStatus.Committed, Assert.Single(result.Outcomes).Status);
        Assert.Equal((142, 142), (await store.ScoreAsync(lead), (await store.LedgerAsync(lead)).Sum(l => l.Change)));
        Assert.Empty((await store.Jobs.RecalculateAsync(lead, default))!.Differences);
    }

    [StoreFact]
    public async Task A_late_event_whose_blocks_are_purged_before_they_are_read_ends_with_its_lead()
    {
        await using var fixture = new MongoFixture();
        var (store, lead) = await LongLeadAsync(fixture);
        var faults = new ActAt(("event_ids.after", () => DeleteAsync(store, lead)));
        var result = await fixture.Open(faults).CommitAsync(Given.Event(lead, "late", "page_view", 1_010));
        Assert.Equal(EventStatus.LeadDeleted, Assert.Single(result.Outcomes).Status);
    }

    [StoreFact]
    public async Task A_late_event_whose_blocks_are_gone_for_no_reason_is_refused()
    {
        await using var fixture = new MongoFixture();
        var (_, lead) = await LongLeadAsync(fixture);
        var url = MongoUrl.Create(fixture.ConnectionString);
        using var client = new MongoClient(url);
        await client.GetDatabase(url.DatabaseName).GetCollection<BsonDocument>("score_blocks").DeleteManyAsync(new BsonDocument());
        await Assert.ThrowsAsync<InvalidDataException>(() => fixture.Open().CommitAsync(Given.Event(lead, "late", "page_view", 1_010)));
    }

    [StoreFact]
    public async Task A_recalculation_whose_blocks_a_rescore_replaces_before_they_are_read_finds_nothing_wrong()
    {
        await using var fixture = new MongoFixture();
        var (store, lead) = await LongLeadAsync(fixture);
        var recalculated = await fixture.Open(new ActAt(("events.after", () => RescoreAsync(store)))).Jobs.RecalculateAsync(lead, default);
        Assert.Equal(141, recalculated!.Score);
        Assert.Empty(recalculated.Differences);
    }

    [StoreFact]
    public async Task A_commit_whose_lead_was_changed_by_another_announces_it_from_the_state_that_it_read_last()
    {
        await using var fixture = new MongoFixture();
        var store = fixture.Open();
        var lead = await store.LeadAsync("ada");
        await store.CommitAsync(Given.Event(lead, "e1", "page_view", 100));
        var faults = new ActAt(("leads.before", () => store.CommitAsync(Given.Event(lead, "e3", "purchase", 300))));
        var result = await fixture.Open(faults).CommitAsync(Given.Event(lead, "e2", "page_view", 200));
        Assert.Equal((105, 110, true), Assert.Single(result.Outcomes) is var o ? (o.PreviousScore, o.Score, o.Late) : default);
        Assert.Equal((105, 110), Assert.Single(result.Changes) is var c ? (c.PreviousScore, c.Score) : default);
        Assert.Equal([("e1", false), ("e2", true), ("e3", false)], (await store.LedgerAsync(lead)).Select(l => (l.EventId, l.Late)));
    }

    private static Task<LeadUpdate> RenameAsync(StorePorts store, string lead, string name) =>
        store.Leads.UpdateAsync(lead, new("Renamed", $"{name}@example.com", null, LeadStatus.New, null), default);

    private static async Task RescoreAsync(StorePorts store)
    {
        await store.Rules.PublishAsync(new("page_view", 1, true, "", true, null), default);
        await store.RunJobsAsync();
    }

    private static async Task DeleteAsync(StorePorts store, string lead)
    {
        await store.Leads.DeleteAsync(lead, default);
        while (await store.Leads.PurgeAsync(1_000, default))
        {
        }
    }

    /// <summary>A lead with blocks whose last commit changed none of them.</summary>
    private static async Task<(StorePorts Store, string Lead)> LongLeadAsync(MongoFixture fixture)
    {
        var store = fixture.Open();
        var lead = await store.LeadAsync("ada");
        await store.CommitAsync([.. Enumerable.Range(0, 140).Select(i => Given.Event(lead, $"e{i:d3}", "page_view", 1_000 + i))]);
        await store.CommitAsync(Given.Event(lead, "newest", "page_view", 2_000));
        return (store, lead);
    }
}
