using LeadScoring.Core.Events;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Leads;
using MongoDB.Bson;
using static LeadScoring.Tests.Store.Mongo.EachCommand;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>The process dies at each command of an operation, and another one repeats it, as redelivery does.</summary>
public sealed class MongoCrashTests
{
    [Fact]
    public Task Commit_cut_off_anywhere_and_repeated_counts_every_event_once() => AtEachAsync(10, async (fixture, moment) =>
    {
        var scenario = await CommitScenario.BeginAsync(fixture);
        var died = await DiesAsync(fixture, moment, store => store.CommitAsync([.. scenario.Batch]));
        await scenario.AssertSoundAsync("as the crash left it", counted: null);
        var result = await scenario.Store.CommitAsync([.. scenario.Batch.Select(e => e with { Attempt = 2 })]);
        Assert.All(result.Outcomes.Take(scenario.Fresh), o => Assert.Equal(EventStatus.Committed, o.Status));
        await scenario.AssertSoundAsync("repeated", scenario.Events);
        return died;
    });

    [Fact]
    public Task Commit_cut_off_anywhere_does_no_harm_to_commits_before_it_is_repeated() => AtEachAsync(10, async (fixture, moment) =>
    {
        var scenario = await CommitScenario.BeginAsync(fixture);
        var died = await DiesAsync(fixture, moment, store => store.CommitAsync([.. scenario.Batch]));
        var others = scenario.More(200);
        await fixture.Open().CommitAsync([.. others]);
        await scenario.AssertSoundAsync("after others", counted: null);
        await fixture.Open().CommitAsync([.. scenario.Batch.AsEnumerable().Reverse()]);
        await scenario.AssertSoundAsync("repeated", [.. scenario.Events, .. others]);
        return died;
    });

    [Fact]
    public Task Import_counts_its_events_exactly_whatever_was_cut_off_and_repeated() => AtEachAsync(8, async (fixture, moment) =>
    {
        var store = fixture.Open();
        string[] leads = [await store.LeadAsync("ada"), await store.LeadAsync("bob")];
        await store.Imports.AddAsync(new() { Id = "i1", Kind = ImportKind.Events, FileName = "f.csv", Positions = [], StartedAtMs = 1, UpdatedAtMs = 1 }, default);
        IncomingEvent[] rows = [.. Enumerable.Range(0, 40).Select(i => Given.Event(leads[i % 2], $"e{i}", "page_view", i) with { ImportId = "i1" })];
        var died = await DiesAsync(fixture, moment, dying => dying.CommitAsync(rows));
        await store.CommitAsync(rows[..25]);
        await store.CommitAsync(rows);
        var import = (await store.Imports.FindAsync("i1", default))!;
        Assert.Equal((40, 0), (import.Scored, import.Failed));
        Assert.Equal(40, await store.Events.CountAsync(default));
        return died;
    });

    [Fact]
    public Task Rescore_cut_off_anywhere_goes_on_and_counts_each_changed_lead_once() => AtEachAsync(20, async (fixture, moment) =>
    {
        var scenario = await CommitScenario.BeginAsync(fixture);
        var before = await scenario.Store.Leads.LeaderboardAsync(10, default);
        var died = await DiesAsync(fixture, moment, async store =>
        {
            await store.Rules.PublishAsync(new("page_view", -3, true, "", true, null), default);
            await store.RunJobsAsync(2);
        });
        var next = fixture.Open();
        if ((await next.Rules.VersionsAsync("page_view", default)).Count == 1) await next.Rules.PublishAsync(new("page_view", -3, true, "", true, null), default);
        await next.RunJobsAsync(2);
        await scenario.AssertSoundAsync("rescored", counted: null);
        var job = Assert.Single(await next.Jobs.ListAsync(JobKind.Rescore, 10, default));
        var changed = (await next.Leads.LeaderboardAsync(10, default)).LongCount(l => before.Single(b => b.Id == l.Id).CurrentScore != l.CurrentScore);
        Assert.True(changed > 0);
        Assert.Equal(("completed", changed), (job.State, job.Changed));
        return died;
    });

    [Fact]
    public Task Rescore_whose_cancellation_is_cut_off_anywhere_is_cancelled_or_not_at_all() => AtEachAsync(8, async (fixture, moment) =>
    {
        var scenario = await CommitScenario.BeginAsync(fixture);
        var job = (await scenario.Store.Rules.PublishAsync(new("page_view", -3, true, "", true, null), default)).Rescore;
        var died = await DiesAsync(fixture, moment, store => store.Jobs.CancelAsync(job.Id, default));
        var next = fixture.Open();
        await next.RunJobsAsync(2);
        await scenario.AssertSoundAsync("rescored", counted: null);
        var versions = await next.Rules.VersionsAsync("page_view", default);
        Assert.Equal(versions.Count == 3 ? ("cancelled", 5) : ("completed", -3), ((await next.Jobs.FindAsync(job.Id, default))!.State, versions[0].Points));
        return died;
    });

    [Fact]
    public Task Replay_cut_off_anywhere_repairs_and_counts_each_difference_once() => AtEachAsync(15, async (fixture, moment) =>
    {
        var scenario = await CommitScenario.BeginAsync(fixture);
        await fixture.Documents("leads").UpdateOneAsync(new BsonDocument("_id", scenario.Leads[0]), new BsonDocument("$inc", new BsonDocument("tailEvents", 1)));
        var died = await DiesAsync(fixture, moment, async store =>
        {
            await store.Jobs.StartReplayAsync(default);
            await store.RunJobsAsync(2);
        });
        var next = fixture.Open();
        var job = await next.Jobs.StartReplayAsync(default);
        await next.RunJobsAsync(2);
        var jobs = await next.Jobs.ListAsync(JobKind.Replay, 10, default);
        Assert.Equal(("completed", 1), (jobs[0].State, jobs.Sum(j => j.Differences)));
        Assert.Equal(jobs[0].Id, job.Id);
        await scenario.AssertSoundAsync("repaired", counted: null);
        return died;
    });

    [Fact]
    public Task Creation_cut_off_anywhere_leaves_the_address_to_the_next_one() => AtEachAsync(5, async (fixture, moment) =>
    {
        var draft = new LeadDraft("Ada", "ada@example.com", null, LeadStatus.New, null);
        var died = await DiesAsync(fixture, moment, store => store.Leads.CreateAsync(draft, default));
        var store = fixture.Open();
        var creation = await store.Leads.CreateAsync(draft, default);
        var id = creation.Created?.Id ?? creation.ExistingLeadId!;
        Assert.Equal(id, Assert.Single(await store.Leads.LeaderboardAsync(10, default)).Id);
        Assert.Equal(id, (await store.Leads.FindByEmailAsync([draft.Email], default))[draft.Email]);
        Assert.Equal(1, (await store.Leads.ListAsync(new(0, 10, null, null, null, null, LeadSort.Name), default)).Total);
        return died;
    });

    [Fact]
    public Task Update_cut_off_anywhere_changed_everything_or_nothing() => AtEachAsync(6, async (fixture, moment) =>
    {
        var store = fixture.Open();
        var ada = await store.LeadAsync("ada");
        var eve = new LeadDraft("Eve", "eve@example.com", "Acme", LeadStatus.Qualified, null);
        var died = await DiesAsync(fixture, moment, dying => dying.Leads.UpdateAsync(ada, eve, default));
        var lead = (await store.Leads.FindAsync(ada, default))!;
        Assert.Contains((lead.Name, lead.Email, lead.Version), new[] { ("ada", "ada@example.com", 1L), ("Eve", "eve@example.com", 2L) });
        Assert.Equal(ada, (await store.Leads.FindByEmailAsync([lead.Email], default))[lead.Email]);
        Assert.Equal(ada, Assert.Single((await store.Leads.ListAsync(new(0, 10, lead.Name, null, null, null, LeadSort.Name), default)).Leads).Id);
        var free = lead.Version == 1 ? "eve@example.com" : "ada@example.com";
        Assert.NotNull((await store.Leads.CreateAsync(new("Free", free, null, LeadStatus.New, null), default)).Created);
        return died;
    });

    [Fact]
    public Task Status_cut_off_anywhere_is_changed_of_all_leads_or_of_none() => AtEachAsync(6, async (fixture, moment) =>
    {
        var store = fixture.Open();
        string[] leads = [await store.LeadAsync("ada"), await store.LeadAsync("bob"), await store.LeadAsync("cid")];
        var died = await DiesAsync(fixture, moment, dying => dying.Leads.SetStatusAsync(leads, LeadStatus.Lost, null, default));
        var found = await store.Leads.LeaderboardAsync(10, default);
        var changed = found.Count(lead => (lead.Status, lead.Version) == (LeadStatus.Lost, 2));
        Assert.True(changed == 3 || (changed == 0 && found.All(lead => (lead.Status, lead.Version) == (LeadStatus.New, 1))));
        var again = await store.Leads.SetStatusAsync(leads, LeadStatus.Lost, null, default);
        Assert.Equal((3 - changed, changed), (again.Changed.Count, again.Unchanged.Count));
        Assert.Equal(3, (await store.Leads.ListAsync(new(0, 10, null, null, null, LeadStatus.Lost, LeadSort.Name), default)).Total);
        return died;
    });

    [Fact]
    public Task Deletion_cut_off_anywhere_is_finished_by_the_purge_and_frees_the_address() => AtEachAsync(15, async (fixture, moment) =>
    {
        var scenario = await CommitScenario.BeginAsync(fixture);
        var died = await DiesAsync(fixture, moment, async store =>
        {
            await store.Leads.DeleteAsync(scenario.Leads[0], default);
            await PurgeAsync(store);
        });
        var next = fixture.Open();
        await next.Leads.DeleteAsync(scenario.Leads[0], default);
        await PurgeAsync(next);
        Assert.Null(await next.Leads.FindAsync(scenario.Leads[0], default));
        Assert.Equal(2, (await next.Leads.LeaderboardAsync(10, default)).Count);
        Assert.True(await next.Events.HasTombstoneAsync(scenario.Before.First(e => e.LeadId == scenario.Leads[0]).EventId, default));
        Assert.NotNull((await next.Leads.CreateAsync(new("Again", "lead0@example.com", null, LeadStatus.New, null), default)).Created);
        await scenario.AssertSoundAsync("without the lead", [.. scenario.Before.Where(e => e.LeadId != scenario.Leads[0])], scenario.Leads[1..]);
        return died;
    });

    private static async Task PurgeAsync(StorePorts store)
    {
        while (await store.Leads.PurgeAsync(50, default))
        {
        }
    }
}
