using LeadScoring.Contracts.Insights;
using LeadScoring.Contracts.Rules;
using LeadScoring.Web.Insights;
using LeadScoring.Web.Leads;

namespace LeadScoring.Tests.Web.Insights;

public sealed class InsightTextsTests
{
    private static readonly EventLabels Labels = new([new RuleResponse("page_view", 5, true, "Page visited", 1, null, default, null)]);
    private static readonly InsightRange Range = InsightRange.Parse("7", null, null, new DateOnly(2026, 1, 7));

    [Theory]
    [InlineData(0, 0, "0 %")]
    [InlineData(0, 10, "0 %")]
    [InlineData(1, 10_000, "< 0.1 %")]
    [InlineData(4, 1_000, "0.4 %")]
    [InlineData(1, 3, "33 %")]
    [InlineData(10, 10, "100 %")]
    [InlineData(-1, 2, "-50 %")]
    public void A_share_is_short_and_never_nothing_for_something(long part, long whole, string text) => Assert.Equal(text, InsightTexts.Percent(part, whole).Replace('\u00a0', ' '));

    [Fact]
    public void Findings_name_what_is_most()
    {
        var activity = Activity(
            new("email_open", true, 60, -20, [0, 0, 60, 0, 0, 0, 0]), new("page_view", true, 30, 150, [10, 0, 0, 0, 0, 0, 20]), new("mystery", false, 10, 0, [0, 0, 5, 0, 0, 5, 0]));
        Assert.Equal("100 events in the last 7 days; most on Sat 3 Jan (65)", InsightTexts.Events(activity, Range));
        Assert.Equal("Most points come from Page visited: 100 % of the points, 30 % of the events", Plain(InsightTexts.Shares(activity, Labels)));
        Assert.Equal("1 type of event is worth nothing (10 events, 10 % of all)", Plain(InsightTexts.Unscored(activity)));
        Assert.Equal("Most happens on Saturdays from 23:00 to 00:00; 65 % at weekends", Plain(InsightTexts.Hours(activity)));
        Assert.Equal("90 % of events arrived within a minute, 2 % more than a day later", Plain(InsightTexts.Lateness(activity)));
    }

    [Fact]
    public void Nothing_is_said_in_words()
    {
        var none = Activity() with { Events = 0, Hours = [.. Enumerable.Repeat<IReadOnlyList<long>>([.. new long[24]], 7)], Delays = [new("1 minute", 0)] };
        Assert.Equal(("No events in the last 7 days", "No event gave points", "Every type of event has a rule", "No events"), (
            InsightTexts.Events(none, Range), InsightTexts.Shares(none, Labels), InsightTexts.Unscored(none), InsightTexts.Lateness(none)));
        Assert.Equal("Nobody is open", InsightTexts.Scores(new(0, 0, 0, 0, 0, [], [], default)));
        Assert.Equal("No company was active", InsightTexts.Companies(new(0, 0, 0, 0, 0, [], [], default)));
        Assert.Equal("Nobody was open 30 days ago", InsightTexts.Conversion(new("ready", null, null, 0, 0, [])));
        Assert.Equal("Being worked out: ask again in a minute", InsightTexts.Conversion(new("working", null, null, 0, 0, [])));
    }

    [Fact]
    public void Conversion_names_the_range_that_buys_most() => Assert.Equal(
        "Of the leads with 100 to 199 points 30 days ago, 20 % are customers now; of all 3 %",
        Plain(InsightTexts.Conversion(new("ready", null, null, 400, 12, [new(0, 99, 350, 2), new(100, 199, 50, 10)]))));

    [Fact]
    public void Scores_say_where_most_are() => Assert.Equal(
        "40 leads are open; most have a score from 0 to 49 (75 %)", Plain(InsightTexts.Scores(new(50, 40, 3, 5, 5, [new(0, 49, 30), new(50, 99, 10)], [], default))));

    [Theory]
    [InlineData(null, null, null, "/insights", 30)]
    [InlineData("7", null, null, "/insights?days=7", 7)]
    [InlineData("8", null, null, "/insights", 30)]
    [InlineData("7", "2025-12-01", "2025-12-24", "/insights?from=2025-12-01&to=2025-12-24", 24)]
    [InlineData(null, "2025-12-24", "2025-12-01", "/insights", 30)]
    [InlineData(null, "2025-01-01", "2025-12-31", "/insights?from=2025-10-01&to=2025-12-31", 92)]
    [InlineData(null, "soon", "2025-12-31", "/insights", 30)]
    public void A_range_is_what_its_address_says(string? days, string? from, string? to, string url, int length)
    {
        var range = InsightRange.Parse(days, from, to, new(2026, 1, 7));
        Assert.Equal((url, length), (range.Url, range.Length));
        if (range.Days is not null) Assert.Equal(new DateOnly(2026, 1, 7), range.To);
    }

    private static string Plain(string text) => text.Replace('\u00a0', ' ');

    private static ActivityResponse Activity(params ActiveTypeResponse[] types)
    {
        var hours = Enumerable.Range(0, 7).Select(_ => new long[24]).ToArray();
        (hours[5][23], hours[0][9]) = (65, 35);
        return new(
            "UTC", new(2026, 1, 1), new(2026, 1, 7), types.Sum(t => t.Events), types, null, hours,
            [new("1 minute", 90), new("1 hour", 5), new("1 day", 3), new("7 days", 1), new("30 days", 0), new("longer", 1)]);
    }
}
