using LeadScoring.Core.Events;
using LeadScoring.Core.Stores;

namespace LeadScoring.Tests.Store.Conformance;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task The_score_at_any_time_is_the_sum_of_the_lines_up_to_it()
    {
        var lead = await _store.LeadAsync("ada");
        foreach (var batch in RandomEvents(new Random(31), [lead], 900).Chunk(100)) await _store.CommitAsync(batch);
        var ledger = await _store.LedgerAsync(lead, 500);
        foreach (var at in ledger.Select(l => l.TimestampMs).Concat([0, ledger[^1].TimestampMs + 1]).Distinct().Where((_, i) => i % 17 == 0 || i < 3))
        {
            var expected = ledger.Where(l => l.TimestampMs <= at).ToList();
            var lines = await AsOfLinesAsync(lead, at, null);
            Assert.Equal(expected, lines.Lines);
            Assert.Equal((expected.Sum(l => l.Change), (long)expected.Count), (lines.Score, lines.Count));
        }

        var all = await AsOfLinesAsync(lead, null, null);
        Assert.Equal(await _store.ScoreAsync(lead), all.Score);
        Assert.Equal(ledger, all.Lines);
    }

    /// <summary>Records what the store returns after each step, and compares it with what "as known then" returns at the end.</summary>
    [Fact]
    public async Task What_was_known_at_a_time_is_what_the_store_returned_then()
    {
        var lead = await _store.LeadAsync("ada");
        var random = new Random(32);
        var beliefs = new List<(long KnownAt, long Score, List<LedgerEntry> Ledger)>();
        foreach (var batch in RandomEvents(random, [lead], 400).Chunk(20))
        {
            await _store.CommitAsync(batch);
            if (random.Next(4) == 0) await _store.Rules.PublishAsync(new("page_view", random.Next(-30, 30), true, "", random.Next(2) == 0, null), default);
            if (random.Next(8) == 0) await _store.Rules.EnsureBoundsAsync(new(0, random.Next(100, 900)), default);
            await _store.RunJobsAsync();
            beliefs.Add((_fixture.Time.NowMs, await _store.ScoreAsync(lead), await _store.LedgerAsync(lead, 500)));
            _fixture.Time.Advance(1);
        }

        foreach (var (knownAt, score, ledger) in beliefs)
        {
            var then = await AsOfLinesAsync(lead, null, knownAt);
            Assert.Equal((score, (long)ledger.Count), (then.Score, then.Count));
            Assert.Equal(ledger, then.Lines);
        }

        Assert.Equal((0L, 0L), (await AsOfLinesAsync(lead, null, beliefs[0].KnownAt - 1)) is var none ? (none.Score, none.Count) : default);
        var (middle, half) = (beliefs[beliefs.Count / 2], beliefs[beliefs.Count / 2].Ledger);
        var both = await AsOfLinesAsync(lead, half[half.Count / 2].TimestampMs, middle.KnownAt);
        Assert.Equal(half.Where(l => l.TimestampMs <= half[half.Count / 2].TimestampMs).Sum(l => l.Change), both.Score);
    }

    [Fact]
    public async Task As_of_needs_a_lead_and_a_cursor_of_its_own()
    {
        Assert.Null(await _store.Events.ScoreAsync("unknown", 1, 1, LedgerOrder.OldestFirst, null, 10, default));
        var lead = await _store.LeadAsync("ada");
        var empty = (await _store.Events.ScoreAsync(lead, 1, 1, LedgerOrder.OldestFirst, null, 10, default))!;
        Assert.Equal((0L, 0L, null), (empty.Score, empty.Events, empty.Next));
        Assert.Empty(empty.Lines);
        await Assert.ThrowsAsync<InvalidCursorException>(() => _store.Events.ScoreAsync(lead, 1, 1, LedgerOrder.OldestFirst, "x", 10, default));
    }

    private async Task<(long Score, long Count, List<LedgerEntry> Lines)> AsOfLinesAsync(
        string lead, long? at, long? knownAt, LedgerOrder order = LedgerOrder.OldestFirst)
    {
        var lines = new List<LedgerEntry>();
        string? cursor = null;
        do
        {
            var page = (await _store.Events.ScoreAsync(lead, at, knownAt, order, cursor, 61, default))!;
            lines.AddRange(page.Lines);
            cursor = page.Next;
            if (cursor is null) return (page.Score, page.Events, lines);
        }
        while (true);
    }
}

public abstract partial class StoreConformance
{
    [Fact]
    public async Task A_failure_is_forgotten_unless_it_is_younger()
    {
        var failure = new FailedEvent("e1", "lead", "because", 5, 1_000);
        await _store.Events.RecordFailureAsync(failure, default);
        await _store.Events.RecordFailureAsync(failure with { EventId = "e2" }, default);
        await _store.Events.ForgetFailureAsync("e1", 999, default);
        Assert.Equal(failure, await _store.Events.FindFailureAsync("e1", default));
        await _store.Events.ForgetFailureAsync("e1", 1_000, default);
        Assert.Null(await _store.Events.FindFailureAsync("e1", default));
        await _store.Events.ForgetFailureAsync("e1", 1_000, default);
        Assert.NotNull(await _store.Events.FindFailureAsync("e2", default));
        await _store.Events.ForgetFailureAsync("e2", 2_000, default);
        Assert.Null(await _store.Events.FindFailureAsync("e2", default));
    }
}
