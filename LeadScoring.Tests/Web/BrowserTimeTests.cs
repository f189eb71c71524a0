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
    [InlineData("1 Jul 2026 13:59", "2026-07-01T11:59:00")]
    [InlineData(" 1 jul  2026 13:59:07 ", "2026-07-01T11:59:07")]
    [InlineData("2 Jul 13:59", "2026-07-02T11:59:00")]
    [InlineData("30 Dec 13:59:07", "2025-12-30T12:59:07")] // the next one is far away
    [InlineData("29 Feb", null)] // not in this year
    [InlineData("5 Jan", "2026-01-04T23:00:00")]
    [InlineData("2026-07-01 13:59", "2026-07-01T11:59:00")]
    [InlineData("2026-07-01T13:59:07", "2026-07-01T11:59:07")]
    [InlineData("2026-7-1", "2026-06-30T22:00:00")]
    [InlineData("8:30", "2026-07-02T06:30:00")] // it is 2 July in Berlin
    [InlineData("29 Mar 02:30", null)] // skipped by Berlin's clocks
    [InlineData("1/5/2026", null)]
    [InlineData("noon", null)]
    [InlineData("", null)]
    public void Browser_time_is_read_as_people_type_it(string text, string? utc) =>
        Assert.Equal(utc, BrowserTime.Of("Europe/Berlin").Read(text, Time)?.UtcDateTime.ToString("s"));

    [Fact]
    public void Browser_time_reads_what_it_writes()
    {
        var zone = BrowserTime.Of("America/New_York");
        foreach (var hours in Enumerable.Range(0, 400).Select(i => i * 37))
        {
            var (at, now) = (Time.AddHours(-hours), Time);
            if (zone.Local(at) != zone.Local(at.AddHours(1)).AddHours(-1)) continue; // the hour that there is twice
            Assert.Equal(at, zone.Read(zone.Stamp(at, now), now));
            Assert.Equal(at, zone.Read(zone.Text(at, now), now));
            Assert.Equal(at, zone.Read(zone.Minute(at), now));
        }
    }

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
