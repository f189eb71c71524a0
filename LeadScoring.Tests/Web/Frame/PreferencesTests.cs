using LeadScoring.Web.Layout;
using Microsoft.AspNetCore.Http;

namespace LeadScoring.Tests.Web.Frame;

public sealed class PreferencesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000);

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(3.9, null, null)] // hours: the first visit goes on
    [InlineData(3.9, 60.0, 60.0)] // so does this one
    [InlineData(4.0, 60.0, 4.0)] // another one begins
    [InlineData(-1.0, -2.0, null)] // a clock that is ahead
    public void A_visit_ends_when_nobody_looks_for_four_hours(double? seen, double? visit, double? expected) =>
        Assert.Equal(expected is { } hours ? Now.AddHours(-hours) : null, Read(("ls-seen", Ms(seen)), ("ls-visit", Ms(visit))).LastVisit);

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("-5")]
    [InlineData("99999999999999999999")]
    [InlineData("9223372036854775807")]
    public void A_cookie_that_is_no_time_is_ignored(string value) => Assert.Null(Read(("ls-seen", value), ("ls-visit", value)).LastVisit);

    [Fact]
    public void Values_that_are_not_valid_are_ignored()
    {
        var read = Read(("ls-theme", "pink"), ("ls-columns", new string('x', 201)), ("ls-rail", "up"));
        Assert.Equal(new(null, null, null, false), read);
    }

    [Fact]
    public void Values_are_read_as_the_browser_stored_them()
    {
        var views = """[{"Name":"R&D 100%","Url":"/leads?search=R%26D%20100%25"}]""";
        var read = Read(("ls-tz", "Europe/Berlin"), ("ls-views", views));
        Assert.Equal(("Europe/Berlin", views), (read.TimeZone, read.Views));
    }

    private static string? Ms(double? hours) => hours is { } h ? Now.AddHours(-h).ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture) : null;

    private static Preferences Read(params (string Name, string? Value)[] cookies)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Cookie = string.Join("; ", cookies.Where(c => c.Value is not null).Select(c => $"{c.Name}={Uri.EscapeDataString(c.Value!)}"));
        return Preferences.Of(context.Request.Cookies, Now);
    }
}
