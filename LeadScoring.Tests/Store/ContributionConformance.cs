using LeadScoring.Core.Events;
using LeadScoring.Core.Trends;
using Xunit;

namespace LeadScoring.Tests.Store;

public abstract partial class StoreConformance
{
    [StoreTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(800)]
    [InlineData(ITrendStore.MaxContributing)]
    [InlineData(ITrendStore.MaxContributing + 1)]
    [InlineData(ITrendStore.MaxContributing + 700)]
    public async Task Contributions_are_what_the_ledger_says_and_sum_to_the_score(int events)
    {
        var lead = await _store.LeadAsync("ada");
        await CommitWithClampsAsync(lead, events);
        await AssertContributionsAsync(lead);
        if (events == 0) return;
        await _store.Rules.PublishAsync(new("page_view", -7, true, "", true, null), default);
        await _store.Rules.PublishAsync(new("purchase", 1, false, "", false, null), default);
        await AssertContributionsAsync(lead); // still at the rules before
        await _store.RescoreAsync();
        await AssertContributionsAsync(lead);
    }

    [StoreFact]
    public async Task Contributions_of_the_same_size_are_in_the_order_of_their_names()
    {
        var lead = await _store.LeadAsync("ada");
        await _store.Rules.PublishAsync(new("minus", -5, true, "", true, null), default);
        await _store.CommitAsync(
            Given.Event(lead, "e1", "purchase", 1), Given.Event(lead, "e2", "page_view", 2), Given.Event(lead, "e3", "minus", 3), Given.Event(lead, "e4", "zero", 4), Given.Event(lead, "e5", "a", 5));
        Assert.Equal(["purchase", "minus", "page_view", "a", "zero"], (await _store.Trends.ContributionsAsync(lead, default))!.Types.Select(t => t.EventType));
        Assert.Null(await _store.Trends.ContributionsAsync("nobody", default));
    }

    [StoreFact]
    public async Task Contributions_sum_to_the_score_while_events_are_committed()
    {
        var lead = await _store.LeadAsync("ada");
        var events = RandomEvents(new Random(3), [lead], 3000);
        var committing = Task.Run(async () =>
        {
            foreach (var batch in events.Chunk(20)) await _store.CommitAsync(batch);
        });
        for (var done = false; !done;)
        {
            done = committing.IsCompleted;
            var all = (await _store.Trends.ContributionsAsync(lead, default))!;
            Assert.Equal(all.Score, all.EarlierChange + all.Types.Sum(t => t.Change));
            Assert.Equal(all.Events, all.EarlierEvents + all.Types.Sum(t => t.Events));
        }

        await committing;
    }

    private async Task AssertContributionsAsync(string lead)
    {
        var ledger = await _store.LedgerAsync(lead, 1000);
        var newest = ledger.TakeLast(ITrendStore.MaxContributing).ToList();
        var expected = newest.GroupBy(l => l.EventType)
            .Select(g => new TypeContribution(g.Key, g.Count(), g.Count(l => l.Unscored), g.Sum(l => l.Change), g.Max(l => l.TimestampMs)))
            .OrderByDescending(t => Math.Abs(t.Change)).ThenBy(t => t.EventType, StringComparer.Ordinal);
        var all = (await _store.Trends.ContributionsAsync(lead, default))!;
        Assert.Equal(expected, all.Types);
        Assert.Equal((await _store.ScoreAsync(lead), ledger.Count), (all.Score, all.Events));
        Assert.Equal((ledger.Count - newest.Count, ledger.SkipLast(newest.Count).Sum(l => l.Change)), (all.EarlierEvents, all.EarlierChange));
        Assert.Equal(all.Score, all.EarlierChange + all.Types.Sum(t => t.Change));
    }
}
