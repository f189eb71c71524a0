using LeadScoring.Core.Events;
using LeadScoring.Core.Stores;

namespace LeadScoring.Tests.Store.Conformance;

public abstract partial class StoreConformance
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(900)]
    [InlineData(1000)]
    public async Task Newest_first_has_the_lines_of_oldest_first(int pageSize)
    {
        var lead = await _store.LeadAsync("ada");
        await CommitWithClampsAsync(lead, pageSize == 1 ? 120 : 900);
        Assert.Equal(
            (await _store.LedgerAsync(lead, 500)).AsEnumerable().Reverse(), await _store.LedgerAsync(lead, pageSize, LedgerOrder.NewestFirst));
    }

    /// <summary>While a rescore has not reached the lead, both orders are at the rules that its score is at.</summary>
    [Fact]
    public async Task Newest_first_is_at_the_rules_that_the_lead_is_folded_at()
    {
        var lead = await _store.LeadAsync("ada");
        await CommitWithClampsAsync(lead, 300);
        await _store.Rules.PublishAsync(new("page_view", 77, true, "", true, null), default);
        foreach (var _ in new[] { "before the rescore", "after it" })
        {
            var newestFirst = await _store.LedgerAsync(lead, 40, LedgerOrder.NewestFirst);
            Assert.Equal((await _store.LedgerAsync(lead, 40)).AsEnumerable().Reverse(), newestFirst);
            Assert.Equal(await _store.ScoreAsync(lead), newestFirst[0].Score);
            await _store.RunJobsAsync();
        }
    }

    [Fact]
    public async Task As_of_newest_first_has_the_lines_of_oldest_first()
    {
        var lead = await _store.LeadAsync("ada");
        var knownAt = new List<long?> { null };
        for (var i = 0; i < 3; i++)
        {
            await CommitWithClampsAsync(lead, 200);
            await _store.Rules.PublishAsync(new("page_view", 10 * i, true, "", true, null), default);
            knownAt.Add(_fixture.Time.NowMs);
            _fixture.Time.Advance(1);
        }

        var ledger = await _store.LedgerAsync(lead, 500);
        foreach (var known in knownAt)
        {
            foreach (long? at in new long?[] { null, 0, ledger[0].TimestampMs, ledger[300].TimestampMs, ledger[^2].TimestampMs, ledger[^1].TimestampMs + 1 })
            {
                var (score, count, lines) = await AsOfLinesAsync(lead, at, known);
                lines.Reverse();
                var newestFirst = await AsOfLinesAsync(lead, at, known, LedgerOrder.NewestFirst);
                Assert.Equal((score, count), (newestFirst.Score, newestFirst.Count));
                Assert.Equal(lines, newestFirst.Lines);
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(long.MaxValue)]
    public async Task A_cursor_belongs_to_its_order_and_its_list(long? knownAt)
    {
        var lead = await _store.LeadAsync("ada");
        await CommitWithClampsAsync(lead, 10);
        foreach (var order in Enum.GetValues<LedgerOrder>())
        {
            var other = order == LedgerOrder.NewestFirst ? LedgerOrder.OldestFirst : LedgerOrder.NewestFirst;
            var history = (await _store.Events.LedgerAsync(lead, order, null, 3, default))!.Next;
            var asOf = (await _store.Events.ScoreAsync(lead, null, knownAt, order, null, 3, default))!.Next;
            Assert.NotNull((await _store.Events.LedgerAsync(lead, order, history, 3, default))!.Next);
            Assert.NotNull((await _store.Events.ScoreAsync(lead, null, knownAt, order, asOf, 3, default))!.Next);
            await Assert.ThrowsAsync<InvalidCursorException>(() => _store.Events.LedgerAsync(lead, other, history, 3, default));
            await Assert.ThrowsAsync<InvalidCursorException>(() => _store.Events.LedgerAsync(lead, order, asOf, 3, default));
            await Assert.ThrowsAsync<InvalidCursorException>(() => _store.Events.ScoreAsync(lead, null, knownAt, other, asOf, 3, default));
        }
    }

    [Fact]
    public async Task A_lead_without_events_has_no_newest_lines()
    {
        Assert.Null(await _store.Events.LedgerAsync("unknown", LedgerOrder.NewestFirst, null, 10, default));
        var lead = await _store.LeadAsync("ada");
        var page = (await _store.Events.LedgerAsync(lead, LedgerOrder.NewestFirst, null, 10, default))!;
        Assert.Equal((0, null), (page.Items.Count, page.Next));
        foreach (var knownAt in new long?[] { null, 1 })
        {
            var asOf = (await _store.Events.ScoreAsync(lead, 1, knownAt, LedgerOrder.NewestFirst, null, 10, default))!;
            Assert.Equal((0L, 0, null), (asOf.Score, asOf.Lines.Count, asOf.Next));
        }
    }

    [Fact]
    public async Task As_of_lines_have_the_metadata_in_both_orders()
    {
        var lead = await _store.LeadAsync("ada");
        await _store.CommitAsync(Given.Event(lead, "e1", "purchase", 10) with { Metadata = """{"a":1}""" }, Given.Event(lead, "e2", "purchase", 20));
        foreach (var knownAt in new long?[] { null, long.MaxValue })
        {
            Assert.Equal(["""{"a":1}""", null], (await AsOfLinesAsync(lead, null, knownAt)).Lines.Select(l => l.Metadata));
            Assert.Equal([null, """{"a":1}"""], (await AsOfLinesAsync(lead, null, knownAt, LedgerOrder.NewestFirst)).Lines.Select(l => l.Metadata));
        }
    }

    /// <summary>Commits late and tied events that run into both bounds; the times of several calls overlap.</summary>
    private async Task CommitWithClampsAsync(string lead, int count)
    {
        await _store.Rules.PublishAsync(new("unsubscribe", -170, true, "", true, null), default);
        await _store.RunJobsAsync();
        var events = RandomEvents(new Random(count), [lead], count).Select(e => e with { EventId = $"{Guid.NewGuid():N}" }).ToList();
        var inOrder = events.Take(count - 1_000).OrderBy(e => e.TimestampMs).ThenBy(e => e.EventId, StringComparer.Ordinal); // a long history costs its time when all of it comes late
        foreach (var batch in inOrder.Concat(events.TakeLast(Math.Min(count, 1_000))).Chunk(60)) await _store.CommitAsync(batch);
    }
}
