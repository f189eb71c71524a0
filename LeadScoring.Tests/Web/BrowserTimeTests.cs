using LeadScoring.Web.Shared;

namespace LeadScoring.Tests.Web;

public sealed class BrowserTimeTests
{
    private static readonly DateTimeOffset Time = new(2026, 7, 1, 22, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Browser_time_is_in_the_browsers_zone()
    {
        var berlin = BrowserTime.Of("Europe/Berlin");

        Assert.Equal("2 Jul 00:30:00", berlin.Text(Time, Time));
        Assert.Equal("2 Jul 2026 00:30", berlin.Text(Time, Time.AddYears(1)));
        Assert.Equal("2026-07-02T00:30", berlin.Field(Time));
        Assert.Equal(Time, berlin.Parse("2026-07-02T00:30"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Middle/Earth")]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    public void Browser_time_of_an_unknown_zone_is_utc(string? name) => Assert.Equal("1 Jul 22:30:00", BrowserTime.Of(name).Text(Time, Time));

    [Theory]
    [InlineData("2026-03-29T02:30")] // skipped by Berlin's clocks
    [InlineData("yesterday")]
    [InlineData("")]
    [InlineData(null)]
    public void Browser_time_that_does_not_exist_in_the_zone_is_null(string? text) => Assert.Null(BrowserTime.Of("Europe/Berlin").Parse(text));

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(12, "12 s ago")]
    [InlineData(61, "1 min ago")]
    [InlineData(7_200, "2 h ago")]
    [InlineData(200_000, "2 d ago")]
    [InlineData(-3_600, "in the future")]
    public void Relative_time_reads_naturally(int seconds, string expected) =>
        Assert.Equal(expected, RelativeTime.Text(Time.AddSeconds(-seconds), Time));

    [Fact]
    public void Relative_time_without_activity_says_so() => Assert.Equal("no activity yet", RelativeTime.Text(null, Time));

    [Fact]
    public void Exact_time_of_another_offset_is_written_in_utc() =>
        Assert.Equal("2026-07-01 22:30:00.000 UTC", RelativeTime.Exact(Time.ToOffset(TimeSpan.FromHours(5))));
}
