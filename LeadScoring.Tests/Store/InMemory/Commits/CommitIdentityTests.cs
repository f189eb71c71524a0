using LeadScoring.Core.Events;

namespace LeadScoring.Tests.Store.InMemory.Commits;

/// <summary>An eventId counts once, for ever; the first one committed wins.</summary>
public sealed class CommitIdentityTests : CommitSpecification
{
    [Fact]
    public async Task An_eventId_counts_for_one_lead_once_and_for_ever()
    {
        var (ada, bob) = (await LeadAsync("ada"), await LeadAsync("bob"));
        await CommitAsync(Given.Event(ada, "e1", "purchase", 10));
        foreach (var lead in new[] { ada, bob })
        {
            var outcome = Assert.Single((await CommitAsync(Given.Event(lead, "e1", "purchase", 10))).Outcomes);
            Assert.Equal((EventStatus.Duplicate, lead == bob), (outcome.Status, outcome.Conflict));
        }

        Assert.Equal((100L, 0L), (await ScoreAsync(ada), await ScoreAsync(bob)));
        Assert.Equal(1, await Store.Ports.Events.CountAsync(default));
    }

    [Fact]
    public async Task The_first_of_a_batch_wins_also_when_the_second_is_in_a_later_transaction()
    {
        var lead = await LeadAsync("ada");
        var events = Enumerable.Range(0, MaxEvents + 2).Select(i => Given.Event(lead, $"e{i}", "page_view", i)).ToArray();
        events[^1] = Given.Event(lead, "e0", "purchase", 0);
        var result = await CommitAsync(events);
        Assert.Equal(2, Faults.Transactions);
        Assert.All(result.Outcomes.SkipLast(1), outcome => Assert.Equal(EventStatus.Committed, outcome.Status));
        Assert.Equal((EventStatus.Duplicate, true), (result.Outcomes[^1].Status, result.Outcomes[^1].Conflict));
        Assert.Equal(5 * (MaxEvents + 1), await ScoreAsync(lead));
    }

    [Fact]
    public async Task A_redelivery_has_the_result_of_its_commit_and_a_second_submission_the_scores_of_now()
    {
        var lead = await LeadAsync("ada");
        var e = Given.Event(lead, "e1", "purchase", 10);
        await CommitAsync(e);
        await CommitAsync(Given.Event(lead, "e2", "page_view", 20));
        var result = await CommitAsync(e with { Attempt = 2 }, e with { Submission = -1 });
        Assert.Equal(
            [
                new("e1", lead, EventStatus.Committed, Conflict: false, 0, 100, Late: false, Unscored: false, Redelivered: true),
                new EventOutcome("e1", lead, EventStatus.Duplicate, Conflict: false, 105, 105, Late: false, Unscored: false),
            ],
            result.Outcomes);
        Assert.Equal(1, (await Store.Ports.Events.FindAsync("e1", default))!.Attempts);
    }

    /// <summary>Late events wait to be folded together: a redelivery among them has the scores of a fold that has happened.</summary>
    [Fact]
    public async Task A_late_event_that_comes_twice_in_a_batch_has_the_same_scores_both_times()
    {
        var lead = await LeadAsync("ada");
        await CommitAsync(Given.Event(lead, "e9", "page_view", 90));
        var e = Given.Event(lead, "e1", "purchase", 10);
        var result = await CommitAsync(e, e, e with { Submission = -1 });
        Assert.Equal([(5, 105), (5, 105), (105, 105)], result.Outcomes.Select(o => (o.PreviousScore, o.Score)));
        Assert.Equal([false, true, false], result.Outcomes.Select(o => o.Redelivered));
        Assert.All(result.Outcomes, outcome => Assert.True(outcome.Late));
    }

    [Fact]
    public async Task A_duplicate_conflicts_when_a_field_differs_unless_it_is_a_time_that_was_left_out()
    {
        var lead = await LeadAsync("ada");
        var e = Given.Event(lead, "e1", "purchase", 10) with { Metadata = """{"a":1}""" };
        await CommitAsync(e);
        var again = e with { Submission = -1 };
        var result = await CommitAsync(
            again, again with { Metadata = """{ "a": 1.0 }""" }, again with { TimestampMs = 11, TimestampGiven = false },
            again with { TimestampMs = 11 }, again with { EventType = "page_view" }, again with { Metadata = null });
        Assert.All(result.Outcomes, outcome => Assert.Equal(EventStatus.Duplicate, outcome.Status));
        Assert.Equal([false, false, false, true, true, true], result.Outcomes.Select(o => o.Conflict));
    }

    /// <summary>Its announcement may have been lost with the process that committed it.</summary>
    [Fact]
    public async Task A_repeated_event_announces_every_lead_that_is_concerned_as_it_was_announced_first()
    {
        var (ada, bob) = (await LeadAsync("ada"), await LeadAsync("bob"));
        var e = Given.Event(ada, "e1", "purchase", 10);
        var first = Assert.Single((await CommitAsync(e)).Changes);
        Fixture.Time.Advance(1000);
        Assert.Equal(first, Assert.Single((await CommitAsync(e)).Changes));
        Assert.Equal(
            [first with { PreviousScore = 100 }, new(bob, 0, 0, 1, "e1", "purchase", 10, first.ProcessedAtMs)],
            (await CommitAsync(Given.Event(bob, "e1", "purchase", 10))).Changes.OrderBy(change => change.LeadId));
    }
}
