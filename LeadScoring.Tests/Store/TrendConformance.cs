using LeadScoring.Core.Events;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Trends;
using Xunit;

namespace LeadScoring.Tests.Store;

public abstract partial class StoreConformance
{
    [StoreTheory]
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

    [StoreFact]
    public async Task A_trend_is_at_the_rules_that_the_lead_is_folded_at()
    {
        var lead = await _store.LeadAsync("ada");
        await CommitWithClampsAsync(lead, 1000);
        await _store.Rules.PublishAsync(new("page_view", 77, true, "", true, null), default);
        for (var i = 0; i < 2; i++)
        {
            await AssertTrendAsync(lead, await _store.LedgerAsync(lead, 1000), 1_000_050, 2_000_000, 20);
            Assert.Equal(await _store.ScoreAsync(lead), (await _store.Trends.TrendAsync(lead, null, 2_000_000, 10, default))!.Points[^1].Score);
            await _store.RescoreAsync();
        }
    }

    [StoreFact]
    public async Task A_trend_begins_with_the_first_event_or_with_the_lead()
    {
        Assert.Null(await _store.Trends.TrendAsync("nobody", null, 100, 10, default));
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

    [StoreFact]
    public async Task Events_of_one_moment_are_one_bucket()
    {
        var lead = await _store.LeadAsync("ada");
        await _store.CommitAsync([.. Enumerable.Range(0, 40).Select(i => Given.Event(lead, $"e{i}", "page_view", 7))]);
        foreach (var from in new long?[] { null, 1, 7 })
        {
            Assert.Equal([new(7, 200, 40, 0)], (await _store.Trends.TrendAsync(lead, from, 7, 39, default))!.Points);
        }
    }

    /// <summary>Written once more in the plainest way, over the ledger.</summary>
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
