using LeadScoring.Core.Events;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Trends;

namespace LeadScoring.Tests.Store.Conformance;

public abstract partial class StoreConformance
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(250)]
    [InlineData(6000)]
    public async Task A_trend_is_what_the_ledger_says(int events)
    {
        var lead = await _store.LeadAsync("ada");
        await CommitWithClampsAsync(lead, events);
        var ledger = await _store.LedgerAsync(lead, 1000);
        var (first, last) = events == 0 ? (500L, 600L) : (ledger[0].TimestampMs, ledger[^1].TimestampMs);
        var third = (last - first) / 3;
        foreach (var (from, to) in new[]
        {
            (first, last), (first - 1000, last + 1000), (first + third, last - third), (first, first + 1), (first + third, first + third + 2),
            (last, last + 5), (first - 10, first - 1), (last + 1, last + 9), (0, 253_402_300_799_999),
        })
        {
            foreach (var points in new[] { 2, 3, 60, 500 }) await AssertTrendAsync(lead, ledger, from, to, points);
        }
    }

    [Fact]
    public async Task A_trend_is_at_the_rules_that_the_lead_is_folded_at()
    {
        var lead = await _store.LeadAsync("ada");
        await CommitWithClampsAsync(lead, 1000);
        await _store.Rules.PublishAsync(new("page_view", 77, true, "", true, null), default);
        for (var i = 0; i < 2; i++)
        {
            await AssertTrendAsync(lead, await _store.LedgerAsync(lead, 1000), 1_000_050, 2_000_000, 20);
            Assert.Equal(await _store.ScoreAsync(lead), (await _store.Trends.TrendAsync(lead, null, 2_000_000, 10, default))!.Points[^1].Score);
            await _store.RunJobsAsync();
        }
    }

    [Fact]
    public async Task A_trend_begins_with_the_first_event_or_with_the_lead()
    {
        Assert.Null(await _store.Trends.TrendAsync("unknown", null, 100, 10, default));
        var lead = await _store.LeadAsync("ada");
        var created = _fixture.Time.NowMs;
        Assert.Equivalent(new LeadTrend(created, created + 5, 0, true, [], ScoreBounds.Default), await _store.Trends.TrendAsync(lead, null, created + 5, 10, default), strict: true);
        Assert.Equivalent(new LeadTrend(created - 5, created - 5, 0, true, [], ScoreBounds.Default), await _store.Trends.TrendAsync(lead, null, created - 5, 10, default), strict: true);
        await _store.CommitAsync(Given.Event(lead, "e2", "purchase", 50));
        await _store.CommitAsync(Given.Event(lead, "e1", "page_view", 40), Given.Event(lead, "e3", "page_view", 60));
        Assert.Equivalent(
            new LeadTrend(40, 60, 0, true, [new(40, 5, 1, 1), new(50, 105, 1, 0), new(60, 110, 1, 0)], ScoreBounds.Default), await _store.Trends.TrendAsync(lead, null, 60, 3, default), strict: true);
        Assert.Equivalent(
            new LeadTrend(40, 60, 0, false, [new(50, 105, 2, 1), new(60, 110, 1, 0)], ScoreBounds.Default), await _store.Trends.TrendAsync(lead, null, 60, 2, default), strict: true);
        Assert.Equivalent(new LeadTrend(30, 30, 0, true, [], ScoreBounds.Default), await _store.Trends.TrendAsync(lead, null, 30, 2, default), strict: true);
    }

    [Fact]
    public async Task Events_of_one_moment_are_one_bucket()
    {
        var lead = await _store.LeadAsync("ada");
        await _store.CommitAsync([.. Enumerable.Range(0, 40).Select(i => Given.Event(lead, $"e{i}", "page_view", 7))]);
        foreach (var from in new long?[] { null, 1, 7 })
        {
            Assert.Equal([new(7, 200, 40, 0)], (await _store.Trends.TrendAsync(lead, from, 7, 39, default))!.Points);
        }
    }

    /// <summary>The same, computed from the ledger in the simplest way.</summary>
    private async Task AssertTrendAsync(string lead, List<LedgerEntry> ledger, long from, long to, int points)
    {
        var inside = ledger.Where(l => l.TimestampMs >= from && l.TimestampMs <= to).ToList();
        var isExact = inside.Count <= points;
        var parts = isExact
            ? inside.Select(l => new[] { l })
            : inside.GroupBy(l => decimal.Floor((decimal)(l.TimestampMs - from) * points / (to - from + 1))).Select(g => g.ToArray());
        var expected = parts.Select(p => new TrendPoint(p[^1].TimestampMs, p[^1].Score, p.Length, p.Count(l => l.Late))).ToList();
        var trend = (await _store.Trends.TrendAsync(lead, from, to, points, default))!;
        Assert.Equal((from, to, isExact), (trend.FromMs, trend.ToMs, trend.IsExact));
        Assert.Equal(ledger.LastOrDefault(l => l.TimestampMs < from)?.Score ?? 0, trend.StartScore);
        Assert.Equal(expected, trend.Points);
        Assert.InRange(trend.Points.Count, 0, points);
    }
}

public abstract partial class StoreConformance
{
    [Fact]
    public async Task Scores_at_equally_spaced_times_are_what_the_ledgers_say()
    {
        var (small, big, empty) = (await _store.LeadAsync("small"), await _store.LeadAsync("big"), await _store.LeadAsync("empty"));
        await CommitWithClampsAsync(small, 30);
        await CommitWithClampsAsync(big, 5000);
        string[] asked = [big, "unknown", empty, small];
        foreach (var stale in new[] { false, true })
        {
            if (stale) await _store.Rules.PublishAsync(new("page_view", 77, true, "", true, null), default);
            foreach (var (from, to) in new[] { (1_000_000L, 1_001_250L), (1_000_100, 1_000_107), (0, 3_000_000), (1_000_500, 1_900_000), (1_001_250, 1_002_000) })
            {
                foreach (var points in new[] { 2, 3, 24, 60 }) await AssertScoresAsync(asked, from, to, points);
            }
        }

        await _store.RunJobsAsync();
        await AssertScoresAsync(asked, 1_000_100, 1_001_200, 24);
        Assert.Empty(await _store.Trends.ScoresAsync([], 1, 2, 2, default));
        Assert.Empty(await _store.Trends.ScoresAsync(["unknown"], 1, 2, 2, default));
    }

    private async Task AssertScoresAsync(string[] asked, long from, long to, int points)
    {
        var expected = new List<LeadScores>();
        foreach (var lead in asked.Where(id => id != "unknown"))
        {
            var ledger = await _store.LedgerAsync(lead, 1000);
            var scores = Enumerable.Range(0, points).Select(i => (long)decimal.Floor(from + ((decimal)(to - from) * i / (points - 1))))
                .Select(at => ledger.LastOrDefault(l => l.TimestampMs <= at)?.Score ?? 0).ToArray();
            scores[^1] = await _store.ScoreAsync(lead);
            expected.Add(new(lead, scores));
        }

        var found = await _store.Trends.ScoresAsync(asked, from, to, points, default);
        Assert.Equal(expected.Select(e => e.LeadId), found.Select(f => f.LeadId));
        foreach (var (e, f) in expected.Zip(found)) Assert.Equal(e.Scores, f.Scores);
    }
}

public abstract partial class StoreConformance
{
    [Theory]
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
        await AssertContributionsAsync(lead); // the rescore has not reached the lead yet
        await _store.RunJobsAsync();
        await AssertContributionsAsync(lead);
    }

    [Fact]
    public async Task Contributions_of_the_same_size_are_in_the_order_of_their_names()
    {
        var lead = await _store.LeadAsync("ada");
        await _store.Rules.PublishAsync(new("minus", -5, true, "", true, null), default);
        await _store.CommitAsync(
            Given.Event(lead, "e1", "purchase", 1), Given.Event(lead, "e2", "page_view", 2), Given.Event(lead, "e3", "minus", 3), Given.Event(lead, "e4", "zero", 4), Given.Event(lead, "e5", "a", 5));
        Assert.Equal(["purchase", "minus", "page_view", "a", "zero"], (await _store.Trends.ContributionsAsync(lead, default))!.Types.Select(t => t.EventType));
        Assert.Null(await _store.Trends.ContributionsAsync("unknown", default));
    }

    [Fact]
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
            .Select(g => new TypeContribution(g.Key, g.Count(), g.Count(l => l.Unscored), g.Sum(l => l.Change), g.Sum(l => (long)l.Points), g.Max(l => l.TimestampMs)))
            .OrderByDescending(t => Math.Abs(t.Change)).ThenBy(t => t.EventType, StringComparer.Ordinal);
        var all = (await _store.Trends.ContributionsAsync(lead, default))!;
        Assert.Equal(expected, all.Types);
        Assert.Equal((await _store.ScoreAsync(lead), ledger.Count), (all.Score, all.Events));
        Assert.Equal((ledger.Count - newest.Count, ledger.SkipLast(newest.Count).Sum(l => l.Change)), (all.EarlierEvents, all.EarlierChange));
        Assert.Equal(all.Score, all.EarlierChange + all.Types.Sum(t => t.Change));
    }
}
