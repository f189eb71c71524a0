using LeadScoring.Core.Events;

namespace LeadScoring.Tests.Store.InMemory.Commits;

/// <summary>A lead's events are folded in the order of their times and ids, whenever they arrive.</summary>
public sealed class CommitOrderTests : CommitSpecification
{
    [Fact]
    public async Task Late_is_what_an_earlier_commit_had_already_gone_beyond()
    {
        var lead = await LeadAsync("ada");
        var first = await CommitAsync(Given.Event(lead, "e3", "page_view", 30), Given.Event(lead, "e1", "page_view", 10));
        Assert.All(first.Outcomes, outcome => Assert.False(outcome.Late));
        var second = await CommitAsync(Given.Event(lead, "e4", "page_view", 40), Given.Event(lead, "e2", "page_view", 20), Given.Event(lead, "e35", "page_view", 35));
        Assert.Equal([false, true, false], second.Outcomes.Select(o => o.Late));
        Assert.Equal(["e1", "e2*", "e3", "e35", "e4"], (await Store.Ports.LedgerAsync(lead)).Select(line => line.EventId + (line.Late ? "*" : "")));
    }

    [Fact]
    public async Task A_batch_that_takes_several_transactions_is_one_commit_so_nothing_in_it_is_late()
    {
        var lead = await LeadAsync("ada");
        var result = await CommitAsync([.. Enumerable.Range(0, 3 * MaxEvents).Select(i => Given.Event(lead, $"e{i}", "page_view", 1000 - i))]);
        Assert.Equal(3, Faults.Transactions);
        Assert.All(result.Outcomes, outcome => Assert.False(outcome.Late));
        Assert.All(await Store.Ports.LedgerAsync(lead), line => Assert.False(line.Late));
    }

    [Fact]
    public async Task The_score_is_clamped_at_each_event_in_order_also_when_one_comes_late()
    {
        var lead = await LeadAsync("ada");
        await PublishAsync("unsubscribe", -170);
        await CommitAsync(Given.Event(lead, "e1", "purchase", 10), Given.Event(lead, "e3", "page_view", 30));
        await CommitAsync(Given.Event(lead, "e2", "unsubscribe", 20)); // 100, then 0 and not -70, then 5
        Assert.Equal([(100, 100), (-100, 0), (5, 5)], (await Store.Ports.LedgerAsync(lead)).Select(line => (line.Change, line.Score)));
        Assert.Equal(5, await ScoreAsync(lead));
        var twelve = Enumerable.Range(0, 12).Select(i => Given.Event(lead, $"p{i}", "purchase", 100 + i)).ToArray();
        Assert.Equal((905L, 1000L), (await CommitAsync(twelve)).Outcomes[9] is var tenth ? (tenth.PreviousScore, tenth.Score) : default);
        Assert.Equal(1000, await ScoreAsync(lead));
    }

    [Fact]
    public async Task Events_of_the_same_moment_are_in_the_order_of_their_ids()
    {
        var lead = await LeadAsync("ada");
        await PublishAsync("unsubscribe", -50);
        await CommitAsync(Given.Event(lead, "b", "page_view", 10), Given.Event(lead, "a", "unsubscribe", 10), Given.Event(lead, "B", "purchase", 10));
        Assert.Equal([("B", 100), ("a", 50), ("b", 55)], (await Store.Ports.LedgerAsync(lead)).Select(line => (line.EventId, line.Score)));
    }

    /// <summary>They are folded at once, before the next event in order: what is recorded with each is what its fold did.</summary>
    [Fact]
    public async Task Late_events_that_are_folded_together_share_their_scores()
    {
        var lead = await LeadAsync("ada");
        await CommitAsync(Given.Event(lead, "e5", "page_view", 50));
        var result = await CommitAsync(
            Given.Event(lead, "e1", "purchase", 10), Given.Event(lead, "e2", "email_open", 20), Given.Event(lead, "e6", "page_view", 60),
            Given.Event(lead, "e3", "form_submission", 30));
        Assert.Equal([(5, 115), (5, 115), (115, 120), (120, 140)], result.Outcomes.Select(o => (o.PreviousScore, o.Score)));
        foreach (var outcome in result.Outcomes)
        {
            var stored = (await Store.Ports.Events.FindAsync(outcome.EventId, default))!;
            Assert.Equal((outcome.PreviousScore, outcome.Score, outcome.Late), (stored.ScoreBefore, stored.ScoreAfter, stored.Late));
        }
    }

    [Fact]
    public async Task An_event_without_a_rule_counts_and_is_shown_as_unscored()
    {
        var lead = await LeadAsync("ada");
        var version = await VersionAsync(lead);
        var result = await CommitAsync(Given.Event(lead, "e1", "unheard_of", 10));
        Assert.Equal((EventStatus.Committed, 0L, true), result.Outcomes[0] is var outcome ? (outcome.Status, outcome.Change, outcome.Unscored) : default);
        Assert.Equal((0L, 0L, version + 1), Assert.Single(result.Changes) is var change ? (change.PreviousScore, change.Score, change.Version) : default);
        Assert.True(Assert.Single(await Store.Ports.LedgerAsync(lead)).Unscored);
    }
}
