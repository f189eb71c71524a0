namespace LeadScoring.Tests.Imports.RealWorld;

/// <summary>Times of events as databases, languages, spreadsheets and people write them.</summary>
public sealed class TimeTests : RealWorldTests
{
    [Theory]
    [InlineData("2026-01-05T08:30:00Z")]
    [InlineData("2026-01-05T09:30:00+01:00")]
    [InlineData("20260105T083000Z")]
    [InlineData("2026-01-05 08:30")]
    [InlineData("2026-01-05 08:30:00")]
    [InlineData("2026-01-05 08:30:00+00")]
    [InlineData("2026-01-05 10:30:00.000000+02:00")]
    [InlineData("2026-01-05 08:30:00 +0000")]
    [InlineData("2026-01-05 08:30:00 UTC")]
    [InlineData("2026-01-05 08:30:00 GMT")]
    [InlineData("2026-01-05 08:30:00 Z")]
    [InlineData("2026-01-05 09:30:00 +0100 CET m=+0.1")]
    [InlineData("2026-01-05T09:30:00+01:00[Europe/Berlin]")]
    [InlineData("2026-01-05T08:30:00Z[UTC]")]
    [InlineData("2026-01-05 08:30:00.0000000 +00:00")]
    [InlineData("Mon, 05 Jan 2026 08:30:00 GMT")]
    [InlineData("Mon, 5 Jan 2026 09:30:00 +0100")]
    [InlineData("Mon Jan 05 2026 09:30:00 GMT+0100 (Central European Standard Time)")]
    [InlineData("Mon Jan  5 08:30:00 UTC 2026")]
    [InlineData("Mon Jan 05 08:30:00 +0000 2026")]
    [InlineData("05-Jan-2026 08:30")]
    [InlineData("5 Jan 2026 08:30:00")]
    [InlineData("January 5, 2026 8:30 AM")]
    [InlineData("2026/01/05 08:30")]
    [InlineData("2026/01/05 8:30:00 AM")]
    [InlineData("2026-01-05 8:30 am")]
    [InlineData("05.01.2026 08:30:00")]
    [InlineData("5.1.2026 8:30")]
    [InlineData("1767601800")]
    [InlineData("1767601800.000")]
    [InlineData("1767601800000")]
    [InlineData("1767601800000000")]
    [InlineData("1767601800000000000")]
    [InlineData(" 2026-01-05T08:30:00Z\u00a0")]
    [InlineData("2026-01-05\u202f8:30\u202fAM")]
    public async Task A_time_is_read_in_CSV_and_JSON(string time)
    {
        await Api.LeadAsync("ada@x.example");
        FileOutcome.AssertMatches(["page_view ada@x.example 2026-01-05T08:30:00.000Z"], await OutcomeAsync(Events, $"Event Type,Email,Timestamp\npage_view,ada@x.example,\"{time}\"\n"));
        FileOutcome.AssertMatches(["purchase ada@x.example 2026-01-05T08:30:00.000Z"], await OutcomeAsync(Events, $$"""{"eventType":"purchase","email":"ada@x.example","timestamp":"{{time}}"}"""));
    }

    [Theory]
    [InlineData("1/5/2026")]
    [InlineData("05/01/2026 08:30")]
    [InlineData("25/12/2025")]
    [InlineData("12/25/2025 8:30 AM")]
    [InlineData("1/5/26")]
    [InlineData("2026-01-05 08:30:00 CET")]
    [InlineData("yesterday")]
    [InlineData("46027.354")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-30")]
    [InlineData("08:30")]
    [InlineData("########")]
    [InlineData("0000-00-00 00:00:00")]
    [InlineData("1769-01-05")]
    [InlineData("2999-01-05")]
    [InlineData("1.7676E+12")]
    [InlineData("2026-01-05T00:00:00Z 0830")]
    public async Task A_time_that_cannot_be_told_is_rejected_and_never_now(string time)
    {
        await Api.LeadAsync("ada@x.example");
        FileOutcome.AssertMatches(
            ["purchase ada@x.example", "rejected 1", "row 2: timestamp"],
            await OutcomeAsync(Events, $"Event Type,Email,Timestamp\npage_view,ada@x.example,\"{time}\"\npurchase,ada@x.example,\n"));
    }

    [Theory]
    [InlineData("2026-01-05", "08:30", "2026-01-05T08:30:00.000Z")]
    [InlineData("2026-01-05", "08:30:15.250", "2026-01-05T08:30:15.250Z")]
    [InlineData("2026-01-05", "8:30 PM", "2026-01-05T20:30:00.000Z")]
    [InlineData("2026-01-05", "09:30:00+01:00", "2026-01-05T08:30:00.000Z")]
    [InlineData("05.01.2026", "08:30", "2026-01-05T08:30:00.000Z")]
    [InlineData("2026/01/05", "08:30", "2026-01-05T08:30:00.000Z")]
    [InlineData("5 Jan 2026", "8:30", "2026-01-05T08:30:00.000Z")]
    [InlineData("2026-01-05", "", "2026-01-05T00:00:00.000Z")]
    [InlineData("2026-01-05", "NULL", "2026-01-05T00:00:00.000Z")]
    public async Task A_date_and_a_time_of_day_are_one_time(string date, string time, string expected)
    {
        await Api.LeadAsync("ada@x.example");
        FileOutcome.AssertMatches([$"page_view ada@x.example {expected}"], await OutcomeAsync(Events, $"Event Type;Date;Time;Email\npage_view;{date};{time};ada@x.example\n"));
    }

    [Theory]
    [InlineData("1767601800")]
    [InlineData("1767601800000")]
    [InlineData("1767601800.000")]
    [InlineData("1.7676018e9")]
    public async Task A_number_of_JSON_is_a_time(string number)
    {
        await Api.LeadAsync("ada@x.example");
        FileOutcome.AssertMatches(["page_view ada@x.example 2026-01-05T08:30:00.000Z"], await OutcomeAsync(Events, $$"""[{"eventType":"page_view","email":"ada@x.example","timestamp":{{number}}}]"""));
    }

    [Fact]
    public async Task Without_a_time_it_is_the_time_of_receipt()
    {
        await Api.LeadAsync("ada@x.example");
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Equal(["page_view ada@x.example"], await OutcomeAsync(Events, "Event Type,Email,Timestamp\npage_view,ada@x.example,\n"));
        Assert.InRange(Api.Queue.Enqueued.Single().TimestampMs, before, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
    }
}
