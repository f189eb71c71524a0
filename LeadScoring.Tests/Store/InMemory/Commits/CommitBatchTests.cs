using LeadScoring.Core.Events;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Database;

namespace LeadScoring.Tests.Store.InMemory.Commits;

/// <summary>A batch is committed in short transactions; whatever fails, repeating it completes it.</summary>
public sealed class CommitBatchTests : CommitSpecification
{
    [Fact]
    public async Task A_batch_announces_each_lead_once_with_the_score_before_the_whole_batch()
    {
        var (ada, bob) = (await LeadAsync("ada"), await LeadAsync("bob"));
        await CommitAsync(Given.Event(ada, "e0", "purchase", 1));
        Fixture.Time.Advance(1000);
        IncomingEvent[] events =
        [
            .. Enumerable.Range(0, 20).Select(i => Given.Event(ada, $"a{i}", "page_view", 10 + i)),
            .. Enumerable.Range(0, 3).Select(i => Given.Event(bob, $"b{i}", "email_open", 10 + i)),
        ];
        var result = await CommitAsync(events);
        Assert.Equal(
            [
                new LeadChange(ada, 100, 200, await VersionAsync(ada), "a19", "page_view", 29, Fixture.Time.NowMs) { EarliestMs = 10 },
                new LeadChange(bob, 0, 30, await VersionAsync(bob), "b2", "email_open", 12, Fixture.Time.NowMs) { EarliestMs = 10 },
            ],
            result.Changes.OrderBy(change => change.LeadId));
    }

    [Fact]
    public async Task Outcomes_are_in_the_order_of_the_events_whatever_their_leads_are()
    {
        string[] leads = [await LeadAsync("ada"), await LeadAsync("bob"), await LeadAsync("eve")];
        var events = Enumerable.Range(0, 30).Select(i => Given.Event(leads[(30 - i) % 3], $"e{i}", "page_view", i)).ToArray();
        var outcomes = (await CommitAsync(events)).Outcomes;
        Assert.Equal(events.Select(e => (e.EventId, e.LeadId)), outcomes.Select(o => (o.EventId, o.LeadId)));
        Assert.All(leads, lead => Assert.Equal(Enumerable.Range(1, 10).Select(i => 5L * i), outcomes.Where(o => o.LeadId == lead).Select(o => o.Score)));
    }

    [Theory]
    [InlineData(1_000_000, 7)]
    [InlineData(0, 3)]
    public async Task A_transaction_ends_at_its_most_events_or_after_its_time_but_not_below_its_least(int milliseconds, int events)
    {
        var lead = await LeadAsync("ada");
        var store = Fixture.Open(Faults, new TransactionLimits(3, 7, TimeSpan.FromMilliseconds(milliseconds)));
        await store.Ports.CommitAsync([.. Enumerable.Range(0, 21).Select(i => Given.Event(lead, $"e{i}", "page_view", i))]);
        Assert.Equal(21 / events, Faults.Transactions);
        Assert.Equal(1 + (21 / events), await VersionAsync(lead));
    }

    /// <summary>The first transaction is kept. Repeating the batch commits the rest and announces all of it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_batch_that_failed_halfway_is_completed_by_repeating_it(bool committed)
    {
        var lead = await LeadAsync("ada");
        var events = Enumerable.Range(0, MaxEvents + 2).Select(i => Given.Event(lead, $"e{i}", "page_view", i)).ToArray();
        FailAt(2, committed ? MemoryFault.AfterCommit : MemoryFault.BeforeCommit);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => CommitAsync(events));
        Assert.Equal(committed ? MaxEvents + 2 : MaxEvents, await Other.Ports.Events.CountAsync(default));

        var result = await CommitAsync(events);
        Assert.All(result.Outcomes, outcome => Assert.Equal((EventStatus.Committed, 5L), (outcome.Status, outcome.Change)));
        Assert.Equal(committed ? MaxEvents + 2 : MaxEvents, result.Outcomes.Count(o => o.Redelivered));
        var change = Assert.Single(result.Changes);
        Assert.Equal((committed ? 0L : 35L, 45L, await VersionAsync(lead)), (change.PreviousScore, change.Score, change.Version));
        Assert.Equal(MaxEvents + 2, (await Store.Ports.LedgerAsync(lead)).Count);
    }

    /// <summary>The transaction that another one overtook is repeated on what is stored by then.</summary>
    [Fact]
    public async Task A_transaction_that_another_one_overtakes_takes_its_events_for_duplicates()
    {
        var lead = await LeadAsync("ada");
        Faults.Committing = OnceAsync(() => Other.Ports.CommitAsync(Given.Event(lead, "e1", "purchase", 10), Given.Event(lead, "e9", "purchase", 90)));
        var result = await CommitAsync(Given.Event(lead, "e1", "purchase", 10), Given.Event(lead, "e2", "page_view", 20));
        Assert.Equal([(EventStatus.Duplicate, 200, 200), (EventStatus.Committed, 200, 205)], result.Outcomes.Select(o => (o.Status, (int)o.PreviousScore, (int)o.Score)));
        Assert.Equal((200L, 205L), Assert.Single(result.Changes) is var change ? (change.PreviousScore, change.Score) : default);
        Assert.Equal(1 + 1 + 1, await VersionAsync(lead));
    }

    /// <summary>The events of its first run are no longer the cause of the change when they turn out to be duplicates.</summary>
    [Fact]
    public async Task A_run_of_a_transaction_that_was_thrown_away_leaves_nothing_in_the_change()
    {
        var lead = await LeadAsync("ada");
        var events = Enumerable.Range(0, MaxEvents + 2).Select(i => Given.Event(lead, $"e{i}", "page_view", i)).ToArray();
        var overtake = OnceAsync(() => Other.Ports.CommitAsync([.. events[MaxEvents..].Select(e => e with { Submission = -1 })]));
        Faults.Committing = number => number == 2 ? overtake(number) : Task.CompletedTask;
        var result = await CommitAsync(events);
        Assert.Equal(2, result.Outcomes.Count(o => o.Status == EventStatus.Duplicate));
        Assert.Equal(
            new LeadChange(lead, 0, 45, await VersionAsync(lead), events[MaxEvents - 1].EventId, "page_view", MaxEvents - 1, Fixture.Time.NowMs) { EarliestMs = 0 },
            Assert.Single(result.Changes));
    }

    [Fact]
    public async Task Events_of_unknown_and_deleted_leads_are_reported_and_stop_no_other()
    {
        var (ada, gone) = (await LeadAsync("ada"), await LeadAsync("gone"));
        await Other.Ports.Leads.DeleteAsync(gone, default);
        var result = await CommitAsync(
            Given.Event("nobody", "e1", "purchase", 10), Given.Event(ada, "e2", "purchase", 10),
            Given.Event(gone, "e3", "purchase", 10), Given.Event(ada, "e4", "page_view", 20));
        Assert.Equal([EventStatus.LeadUnknown, EventStatus.Committed, EventStatus.LeadDeleted, EventStatus.Committed], result.Outcomes.Select(o => o.Status));
        Assert.Equal(ada, Assert.Single(result.Changes).LeadId);
        Assert.Equal((2L, 105L), (await Store.Ports.Events.CountAsync(default), await ScoreAsync(ada)));
    }

    [Fact]
    public async Task A_change_is_caused_by_the_last_event_that_counted_not_by_one_that_was_repeated_after_it()
    {
        var lead = await LeadAsync("ada");
        var old = Given.Event(lead, "e1", "purchase", 10);
        await CommitAsync(old);
        Fixture.Time.Advance(1000);
        var change = Assert.Single((await CommitAsync(Given.Event(lead, "e2", "page_view", 20), old)).Changes);
        Assert.Equal(("e2", "page_view", 20L, Fixture.Time.NowMs), (change.EventId, change.EventType, change.TimestampMs, change.ProcessedAtMs));
        Assert.Equal((100L, 105L), (change.PreviousScore, change.Score));
    }

    private static Func<int, Task> OnceAsync(Func<Task> action)
    {
        var done = false;
        return async _ =>
        {
            if (done) return;
            done = true;
            await action();
        };
    }
}
