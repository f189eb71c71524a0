using LeadScoring.Core.Events;
using LeadScoring.Core.Stores;

namespace LeadScoring.Tests.Store.InMemory.Commits;

/// <summary>What a commit writes beside the events and leads, in the same transactions: counts of events and ranks, imports, tombstones, the outbox.</summary>
public sealed class CommitRecordTests : CommitSpecification
{
    [Fact]
    public async Task An_import_counts_each_of_its_events_once_and_none_of_others()
    {
        string[] leads = [await LeadAsync("ada"), await LeadAsync("bob"), await LeadAsync("eve"), await LeadAsync("dora"), await LeadAsync("fred")];
        await ImportAsync("first");
        await ImportAsync("second");
        var events = Enumerable.Range(0, 25)
            .Select(i => Given.Event(leads[i % 5], $"e{i}", "page_view", i) with { ImportId = i < 20 ? "first" : "second" }).ToArray();
        FailAt(2, MemoryFault.AfterCommit);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => CommitAsync(events));
        await CommitAsync([.. events, Given.Event(leads[0], "other", "page_view", 100)]);
        await CommitAsync([.. events.Select(e => e with { ImportId = "second", Submission = -1 })]);
        Assert.Equal((20L, 5L), ((await Store.Ports.Imports.FindAsync("first", default))!.Scored, (await Store.Ports.Imports.FindAsync("second", default))!.Scored));
        Assert.Equal(26, await Store.Ports.Events.CountAsync(default));
    }

    /// <summary>A commit whose answer was lost is repeated: what it counts it has also inserted, and a duplicate inserts nothing.</summary>
    [Fact]
    public async Task An_import_counts_no_duplicate_of_any_kind_when_it_is_committed()
    {
        var (ada, gone) = (await LeadAsync("ada"), await LeadAsync("gone"));
        await ImportAsync("import");
        var e = Given.Event(ada, "e1", "page_view", 10);
        await CommitAsync(e, Given.Event(gone, "e2", "page_view", 10));
        await Other.Ports.Leads.DeleteAsync(gone, default);
        IncomingEvent[] rows =
        [
            .. new[] { e with { Submission = -1 }, e with { Submission = -2, EventType = "purchase" }, Given.Event(ada, "e2", "page_view", 10), Given.Event(ada, "e3", "page_view", 10) }
                .Select(row => row with { ImportId = "import" }),
        ];
        FailNext(MemoryFault.AfterCommit);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => CommitAsync(rows));
        var result = await CommitAsync(rows);
        Assert.Equal([(false, false), (true, false), (true, false), (false, true)], result.Outcomes.Select(outcome => (outcome.Conflict, outcome.Redelivered)));
        var import = (await Store.Ports.Imports.FindAsync("import", default))!;
        Assert.Equal((1L, 0L, 0L, 0L), (import.Scored, import.Duplicates, import.Conflicts, import.LeadDeleted));
    }

    [Fact]
    public async Task Ranks_follow_every_commit()
    {
        string[] leads = [await LeadAsync("ada"), await LeadAsync("bob"), await LeadAsync("eve"), await LeadAsync("dora")];
        await CommitAsync([.. Enumerable.Range(0, 24).Select(i => Given.Event(leads[i % 4], $"e{i}", i % 4 == 0 ? "purchase" : "page_view", i))]);
        await PublishAsync("purchase", 2);
        await CommitAsync(Given.Event(leads[0], "later", "page_view", 100));
        Assert.Empty(Read(session => session.Scores.Compare()));
        Assert.Equal([(30, 1), (30, 1), (30, 1), (17, 4)], (await Store.Ports.Leads.LeaderboardAsync(10, default)).Select(lead => ((int)lead.CurrentScore, (int)lead.Rank)));
        Assert.Equal(4, (await Store.Ports.Leads.FindAsync(leads[0], default))!.Rank);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_eventId_of_a_deleted_lead_is_a_conflict_for_every_other_and_hides_no_late_event(bool purged)
    {
        var (gone, ada) = (await LeadAsync("gone"), await LeadAsync("ada"));
        await CommitAsync(Given.Event(gone, "e1", "purchase", 10), Given.Event(ada, "e9", "page_view", 90));
        await Other.Ports.Leads.DeleteAsync(gone, default);
        while (purged && await Other.Ports.Leads.PurgeAsync(1, default)) Fixture.Time.Advance(1);
        var result = await CommitAsync(Given.Event(ada, "e2", "email_open", 20), Given.Event(ada, "e1", "purchase", 10));
        Assert.Equal(
            [
                new("e2", ada, EventStatus.Committed, Conflict: false, 5, 15, Late: true, Unscored: false),
                new EventOutcome("e1", ada, EventStatus.Duplicate, Conflict: true, 15, 15, Late: false, Unscored: false),
            ],
            result.Outcomes);
        Assert.Equal((15L, 2L), (await ScoreAsync(ada), Read(session => session.States.Find(ada)!.Fold.Events)));
    }

    /// <summary>Each transaction writes what it changed where whoever announces it can find it, should this process die before it does.</summary>
    [Fact]
    public async Task The_positions_of_a_result_are_those_of_its_changes_in_the_outbox()
    {
        string[] leads = [await LeadAsync("ada"), await LeadAsync("bob"), await LeadAsync("eve")];
        var created = await OutboxAsync();
        var events = Enumerable.Range(0, 12).Select(i => Given.Event(leads[i % 3], $"e{i}", "page_view", i)).ToArray();
        var result = await CommitAsync(events);
        var entries = (await Store.Outbox.NotAnnouncedAsync(long.MaxValue, 100, default)).Where(entry => !created.Contains(entry.Position)).ToList();
        Assert.Equal(result.Positions.Order(), entries.Select(entry => entry.Position).Order());
        Assert.Equal(leads.Order(), entries.SelectMany(entry => entry.Changes).Select(change => change.LeadId).Distinct().Order());
        Assert.All(entries.SelectMany(entry => entry.Changes), change => Assert.Equal(result.Changes.Single(c => c.LeadId == change.LeadId).Score, change.Score));
        Assert.Empty((await CommitAsync(events)).Positions);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_is_announced_is_marked_by_the_next_commit_that_succeeds(int fault)
    {
        var lead = await LeadAsync("ada");
        var first = (await CommitAsync(Given.Event(lead, "e1", "page_view", 10))).Positions;
        Store.Database.Outbox.Announced(first, () => Task.CompletedTask);
        Assert.Superset(first.ToHashSet(), await OutboxAsync());
        if (fault != 0)
        {
            FailNext((MemoryFault)fault);
            await Assert.ThrowsAsync<StoreUnavailableException>(() => CommitAsync(Given.Event(lead, "e2", "page_view", 20)));
        }

        var second = await CommitAsync(Given.Event(lead, "e2", "page_view", 20), Given.Event(lead, "e3", "page_view", 30));
        var left = await OutboxAsync();
        Assert.Empty(first.Intersect(left));
        Assert.Superset(second.Positions.ToHashSet(), left);
    }

    private async Task<HashSet<long>> OutboxAsync() => [.. (await Other.Outbox.NotAnnouncedAsync(long.MaxValue, 1000, default)).Select(entry => entry.Position)];
}
