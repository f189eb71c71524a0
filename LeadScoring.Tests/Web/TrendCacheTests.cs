using LeadScoring.Contracts.Leads;
using LeadScoring.Web.Board;

namespace LeadScoring.Tests.Web;

public sealed class TrendCacheTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly TrendCache _cache = new();

    [Fact]
    public void Trend_is_not_requested_again_within_a_minute_also_when_there_was_no_answer()
    {
        Assert.Equal(["a", "b"], _cache.Missing(["a", "b", "a"], Now));

        _cache.Put(["a"], Read(("a", [1, 2])), Now);
        _cache.Put(["b"], null, Now);

        Assert.Empty(_cache.Missing(["a", "b"], Now.AddSeconds(59)));
        Assert.Equal(["a", "b"], _cache.Missing(["a", "b"], Now.AddSeconds(61)));
        Assert.Equal([1, 2], _cache.Of("a"));
        Assert.Null(_cache.Of("b"));
    }

    [Fact]
    public void Trends_never_read_come_first_as_many_as_the_api_takes_and_old_ones_some_at_a_time()
    {
        string[] old = [.. Enumerable.Range(0, 20).Select(i => $"old{i:00}")];
        foreach (var (id, i) in old.Select((id, i) => (id, i))) _cache.Put([id], Read((id, [1])), Now.AddSeconds(-i));

        Assert.Equal(100, _cache.Missing([.. Enumerable.Range(0, 150).Select(i => $"{i}"), .. old], Now.AddMinutes(2)).Count(id => !id.StartsWith("old", StringComparison.Ordinal)));
        Assert.Equal(old.Reverse().Take(8), _cache.Missing(old, Now.AddMinutes(2)));
    }

    [Fact]
    public void Trend_whose_past_has_changed_is_read_again_within_seconds_and_first()
    {
        _cache.Put(["a", "b"], Read(("a", [1, 2]), ("b", [1, 2])), Now);

        _cache.MarkOutdated(["b", "unknown"]);

        Assert.Empty(_cache.Missing(["a", "b"], Now.AddSeconds(2)));
        Assert.Equal(["b"], _cache.Missing(["a", "b"], Now.AddSeconds(4)));
        _cache.Put(["b"], Read(("b", [5, 6])), Now.AddSeconds(4));
        Assert.Empty(_cache.Missing(["a", "b"], Now.AddSeconds(10)));
    }

    [Fact]
    public void Trends_that_cannot_be_trusted_are_read_again_at_once_and_together_and_shown_until_then()
    {
        string[] ids = [.. Enumerable.Range(0, 50).Select(i => $"{i}")];
        _cache.Put(ids, Read([.. ids.Select(id => (id, new long[] { 0, 9 }))]), Now);

        _cache.MarkAllOutdated();

        Assert.Equal(ids, _cache.Missing(ids, Now));
        Assert.Equal([0, 9], _cache.Of("7"));
        _cache.Put(ids, Read([.. ids.Select(id => (id, new long[] { 5, 9 }))]), Now.AddSeconds(1));
        Assert.Empty(_cache.Missing(ids, Now.AddSeconds(10)));
        Assert.Equal([5, 9], _cache.Of("7"));
    }

    [Fact]
    public void Trends_that_are_being_read_when_none_can_be_trusted_are_read_again_at_once()
    {
        _cache.MarkRequested(["a"]);
        _cache.MarkAllOutdated();
        _cache.Put(["a"], Read(("a", [0, 9])), Now);

        Assert.Equal(["a"], _cache.Missing(["a"], Now));
        _cache.MarkRequested(["a"]);
        _cache.Put(["a"], Read(("a", [5, 9])), Now);
        Assert.Empty(_cache.Missing(["a"], Now.AddSeconds(10)));
    }

    [Fact]
    public void Trend_that_changes_while_it_is_read_is_read_again()
    {
        _cache.MarkRequested(["a", "b"]);
        _cache.MarkOutdated(["a"]);
        _cache.Put(["a", "b"], Read(("a", [1, 2]), ("b", [1, 2])), Now);

        Assert.Equal(["a"], _cache.Missing(["a", "b"], Now.AddSeconds(4)));

        _cache.MarkRequested(["a"]);
        _cache.Put(["a"], Read(("a", [3, 4])), Now.AddSeconds(4));
        Assert.Empty(_cache.Missing(["a", "b"], Now.AddSeconds(10)));
    }

    [Fact]
    public void Trend_that_is_equal_stays_the_same_list_so_that_its_row_is_not_rendered_again()
    {
        _cache.Put(["a"], Read(("a", [1, 2])), Now);
        var first = _cache.Of("a");

        _cache.Put(["a"], Read(("a", [1, 2])), Now.AddMinutes(2));

        Assert.Same(first, _cache.Of("a"));
    }

    [Fact]
    public void Trend_that_cannot_be_read_again_stays()
    {
        _cache.Put(["a"], Read(("a", [1, 2])), Now);
        _cache.Put(["a"], null, Now.AddMinutes(2));

        Assert.Equal([1, 2], _cache.Of("a"));
    }

    [Fact]
    public void Trends_of_leads_that_left_the_boards_are_removed()
    {
        for (var minute = 0; minute < 1_000; minute++) _cache.Put([$"{minute}"], Read(($"{minute}", [1])), Now.AddMinutes(minute));

        Assert.InRange(_cache.Count, 1, 10);
    }

    private static TrendListResponse Read(params (string Id, long[] Scores)[] trends) => new(Now, Now, [.. trends.Select(t => new LeadScoresResponse(t.Id, t.Scores))]);
}
