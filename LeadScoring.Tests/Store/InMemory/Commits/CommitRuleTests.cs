using LeadScoring.Core.Events;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Database;

namespace LeadScoring.Tests.Store.InMemory.Commits;

/// <summary>Every commit scores with the newest rules and brings the leads that it touches to them.</summary>
public sealed class CommitRuleTests : CommitSpecification
{
    [Fact]
    public async Task A_rule_published_between_two_transactions_of_a_batch_scores_the_whole_lead()
    {
        var lead = await LeadAsync("ada");
        Faults.Beginning = number => number == 2 ? PublishAsync("page_view", 8) : Task.CompletedTask;
        var result = await CommitAsync([.. Enumerable.Range(0, MaxEvents + 2).Select(i => Given.Event(lead, $"e{i}", "page_view", i))]);
        Assert.Equal([(0, 5), (56, 64), (64, 72)], result.Outcomes.Where((_, i) => i is 0 or 7 or 8).Select(o => ((int)o.PreviousScore, (int)o.Score)));
        Assert.Equal((0L, 72L), Assert.Single(result.Changes) is var change ? (change.PreviousScore, change.Score) : default);
        Assert.All(await Store.Ports.LedgerAsync(lead), line => Assert.Equal((8L, 2), (line.Change, line.RuleVersion)));
        Assert.Empty(await Store.Ports.RunJobsAsync());
    }

    [Fact]
    public async Task A_rule_published_while_a_transaction_runs_scores_it()
    {
        var lead = await LeadAsync("ada");
        Faults.Committing = async _ =>
        {
            if ((await Other.Ports.Rules.VersionsAsync("page_view", default)).Count == 1) await PublishAsync("page_view", 8);
        };
        var result = await CommitAsync(Given.Event(lead, "e1", "page_view", 10));
        Assert.Equal([(0L, 8L)], result.Outcomes.Select(o => (o.PreviousScore, o.Score)));
        Assert.Equal(1, Read(session => session.States.Find(lead)!.Revision));
    }

    [Fact]
    public async Task A_rule_for_new_events_leaves_a_lead_as_it_is_that_has_none_of_them()
    {
        var lead = await LeadAsync("ada");
        await CommitAsync(Given.Event(lead, "e1", "page_view", 10));
        var version = await VersionAsync(lead);
        await Other.Ports.Rules.PublishAsync(new("page_view", 8, true, "", false, null), default);
        await CommitAsync(Given.Event(lead, "e1", "page_view", 10));
        Assert.Equal((1L, version), (Read(session => session.States.Find(lead)!.Revision), await VersionAsync(lead)));
        var now = Fixture.Time.NowMs;
        var result = await CommitAsync(Given.Event(lead, "e2", "page_view", now - 1), Given.Event(lead, "e3", "page_view", now));
        Assert.Equal([10, 18], result.Outcomes.Select(o => o.Score));
    }

    /// <summary>Nothing but a duplicate touches the lead, and yet its score changes: it is a new version, and counts for the rescore.</summary>
    [Fact]
    public async Task A_duplicate_brings_its_lead_to_the_newest_rules()
    {
        var lead = await LeadAsync("ada");
        var e = Given.Event(lead, "e1", "page_view", 10);
        await CommitAsync(e);
        var version = await VersionAsync(lead);
        await PublishAsync("page_view", 8);
        Fixture.Time.Advance(1000);
        var change = Assert.Single((await CommitAsync(e)).Changes);
        Assert.Equal(new LeadChange(lead, 5, 8, version + 1, "e1", "page_view", 10, Fixture.Time.NowMs), change);
        Assert.Equal(change.Version, await VersionAsync(lead));
        Assert.Equal(1, Assert.Single(await Store.Ports.Jobs.ListAsync(JobKind.Rescore, 10, default)).Changed);
        Assert.Empty(Read(session => session.Scores.Compare()));
        Assert.Empty(await Store.Ports.RunJobsAsync());
    }

    /// <summary>Refolding a long history takes long, so the transaction need not have its least number of events to end after its time.</summary>
    [Fact]
    public async Task A_transaction_that_has_brought_a_lead_to_the_newest_rules_may_end_with_it()
    {
        string[] leads = [await LeadAsync("ada"), await LeadAsync("bob"), await LeadAsync("eve")];
        await CommitAsync([.. leads.Select((lead, i) => Given.Event(lead, $"e{i}", "page_view", 10))]);
        await PublishAsync("page_view", 8);
        var store = Fixture.Open(Faults, new TransactionLimits(3, 7, TimeSpan.Zero));
        var before = Faults.Transactions;
        await store.Ports.CommitAsync([.. leads.Select((lead, i) => Given.Event(lead, $"later{i}", "page_view", 20))]);
        Assert.Equal(3, Faults.Transactions - before);
        await store.Ports.CommitAsync([.. leads.Select((lead, i) => Given.Event(lead, $"last{i}", "page_view", 30))]);
        Assert.Equal(4, Faults.Transactions - before);
    }

    [Fact]
    public async Task A_lead_counts_for_a_rescore_once_whether_a_commit_or_the_rescore_brought_it_there()
    {
        string[] leads = [await LeadAsync("ada"), await LeadAsync("bob"), await LeadAsync("eve"), await LeadAsync("dora")];
        await CommitAsync([.. leads.Select((lead, i) => Given.Event(lead, $"e{i}", i == 3 ? "purchase" : "page_view", 10))]);
        await PublishAsync("page_view", 8);
        FailNext(MemoryFault.AfterCommit);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => CommitAsync(Given.Event(leads[1], "later", "purchase", 20)));
        await CommitAsync(Given.Event(leads[1], "later", "purchase", 20));
        Assert.Equal(1, Assert.Single(await Store.Ports.Jobs.ListAsync(JobKind.Rescore, 10, default)).Changed);
        await Store.Ports.RunJobsAsync(2);
        Assert.Equal(3, Assert.Single(await Store.Ports.Jobs.ListAsync(JobKind.Rescore, 10, default)).Changed);
    }

    /// <summary>The change has no event: it is a rescore's, at the time of the commit.</summary>
    [Fact]
    public async Task A_lead_that_only_an_event_of_a_deleted_lead_brings_to_the_newest_rules_is_announced_as_rescored_now()
    {
        var (ada, gone) = (await LeadAsync("ada"), await LeadAsync("gone"));
        await CommitAsync(Given.Event(ada, "e1", "page_view", 10), Given.Event(gone, "e2", "page_view", 10));
        await Other.Ports.Leads.DeleteAsync(gone, default);
        await PublishAsync("page_view", 8);
        Fixture.Time.Advance(1000);
        var result = await CommitAsync(Given.Event(ada, "e2", "page_view", 10));
        Assert.Equal([(EventStatus.Duplicate, true)], result.Outcomes.Select(o => (o.Status, o.Conflict)));
        Assert.Equal(new LeadChange(ada, 5, 8, await VersionAsync(ada), null, null, 10, Fixture.Time.NowMs), Assert.Single(result.Changes));
    }
}
