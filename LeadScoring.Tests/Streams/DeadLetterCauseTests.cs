using LeadScoring.Core.Queue;
using LeadScoring.Streams;
using StackExchange.Redis;

namespace LeadScoring.Tests.Streams;

public sealed class DeadLetterCauseTests : StreamsFixture
{
    private IDeadLetters Dead => Get<IDeadLetters>();

    [Theory]
    [InlineData("unknown lead 019c1f2e5a7b7c41a0f3d2b4c6e8a901", DeadLetterCause.UnknownLead)]
    [InlineData("lead deleted", DeadLetterCause.LeadDeleted)]
    [InlineData("unreadable entry: it is not the JSON of an event", DeadLetterCause.Unreadable)]
    [InlineData("delivered 20 times without an end", DeadLetterCause.TooManyDeliveries)]
    [InlineData("SqliteException: SQLite Error 13: 'database or disk is full'.", "error.SqliteException")]
    [InlineData("because", DeadLetterCause.Other)]
    [InlineData("", DeadLetterCause.Other)]
    [InlineData("because: of lead 7", "error.because")]
    public void Reasons_that_differ_in_details_have_one_cause(string reason, string cause)
    {
        Assert.Equal(cause, DeadLetterCause.Of(reason));
        Assert.True(DeadLetterCause.IsCause(cause));
        Assert.False(DeadLetterCause.IsCause(cause + "\n"));
    }

    /// <summary>Many arrive in the same millisecond, in several streams.</summary>
    [Fact]
    public async Task Pages_have_each_of_them_once_the_newest_first_also_while_others_come_and_go()
    {
        List<string> ids = [];
        for (var i = 0; i < 60; i++) ids.Add(await AddAsync(i % 2 == 0 ? Lane.Live : Lane.Bulk, i % 7, $"{1_000 + (i / 20)}-{i % 20 / 7}", $"unknown lead l{i}", i));
        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await Dead.PageAsync(null, cursor, 7, default);
            Assert.True(page.Letters.Count == 7 || page.Next is null);
            seen.AddRange(page.Letters.Select(l => l.EventId!));
            cursor = page.Next;
            await AddAsync(Lane.Live, 0, $"{9_000 + seen.Count}-0", "newer", 1_000 + seen.Count);
            if (page.Letters.Count > 0) await Dead.DiscardAsync(page.Letters[^1].Id, default);
        }
        while (cursor is not null);

        Assert.Equal(ids.Count, seen.Count);
        Assert.Equal(ids.Order(), seen.Order());
    }

    [Fact]
    public async Task A_page_of_one_cause_leaves_the_others_out_and_is_counted()
    {
        for (var i = 0; i < 30; i++) await AddAsync(Lane.Live, i % 3, $"{1_000 + i}-0", i % 3 == 0 ? "lead deleted" : $"unknown lead {i}", i);

        var first = await Dead.PageAsync(DeadLetterCause.LeadDeleted, null, 6, default);
        var second = await Dead.PageAsync(DeadLetterCause.LeadDeleted, first.Next, 6, default);

        Assert.Equal(["e27", "e24", "e21", "e18", "e15", "e12"], first.Letters.Select(l => l.EventId));
        Assert.Equal(["e9", "e6", "e3", "e0"], second.Letters.Select(l => l.EventId));
        Assert.Null(second.Next);
        var causes = await Dead.CausesAsync(default);
        Assert.Equal((30L, 30L), (causes.Examined, causes.Total));
        Assert.Equal(
            [new(DeadLetterCause.UnknownLead, "unknown lead 29", 20, 1_001, 1_029), new CauseCount(DeadLetterCause.LeadDeleted, "lead deleted", 10, 1_000, 1_027)], causes.Causes);

        await Dead.DiscardAsync([.. second.Letters.Select(l => l.Id)], default);
        Assert.Equal(6, (await Dead.CausesAsync(default)).Causes.Single(c => c.Cause == DeadLetterCause.LeadDeleted).Count);
    }

    /// <summary>One request never looks through all of them.</summary>
    [Fact]
    public async Task A_cause_that_is_rare_among_many_is_found_step_by_step()
    {
        await AddManyAsync(12_000, deleted: 1);
        var (pages, found, cursor) = (0, 0, (string?)null);
        do
        {
            var page = await Dead.PageAsync(DeadLetterCause.LeadDeleted, cursor, 50, default);
            (pages, found, cursor) = (pages + 1, found + page.Letters.Count, page.Next);
        }
        while (cursor is not null);

        Assert.Equal((3, 1), (pages, found));
    }

    [Fact]
    public async Task Causes_are_those_of_the_newest_when_there_are_very_many()
    {
        await AddManyAsync(21_000, deleted: 1_000);

        var causes = await Dead.CausesAsync(default);

        Assert.Equal((20_000L, 21_000L), (causes.Examined, causes.Total));
        Assert.Equal(DeadLetterCause.UnknownLead, Assert.Single(causes.Causes).Cause);
    }

    /// <param name="deleted">The oldest so many have another cause.</param>
    private async Task AddManyAsync(int count, int deleted)
    {
        const string Add = """
            for i = tonumber(ARGV[1]), tonumber(ARGV[2]), 4 do
              redis.call('XADD', KEYS[1], (1000 + i) .. '-0', 'd', 'x', 'eventId', 'e' .. i, 'reason', i <= tonumber(ARGV[3]) and 'lead deleted' or 'unknown lead x', 'attempts', 1, 'failedAt', i)
            end
            """;
        for (var partition = 0; partition < 4; partition++) await Db.ScriptEvaluateAsync(Add, [StreamKeys.Dead(Lane.Bulk, partition)], [partition + 1, count, deleted]);
    }

    private async Task<string> AddAsync(Lane lane, int partition, string id, string reason, int number)
    {
        await Db.StreamAddAsync(
            StreamKeys.Dead(lane, partition), [new("d", "x"), new("eventId", $"e{number}"), new("reason", reason), new("attempts", 1), new("failedAt", number)], id);
        return $"e{number}";
    }
}
