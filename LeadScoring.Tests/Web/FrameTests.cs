using System.Text.Json;
using LeadScoring.Web.Frame;
using LeadScoring.Web.Http;

namespace LeadScoring.Tests.Web;

public sealed class FrameTests
{
    private static readonly DateTimeOffset Time = new(2026, 7, 1, 22, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Times_are_in_the_browsers_zone()
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
    public void A_zone_that_nobody_knows_is_utc(string? name) => Assert.Equal("1 Jul 22:30:00", BrowserTime.Of(name).Text(Time, Time));

    [Theory]
    [InlineData("2026-03-29T02:30")] // skipped by Berlin's clocks
    [InlineData("yesterday")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_time_there_is_none(string? text) => Assert.Null(BrowserTime.Of("Europe/Berlin").Parse(text));

    [Theory]
    [InlineData(1_234, "+1,234")]
    [InlineData(-5, "\u22125")]
    [InlineData(0, "0")]
    public void Changes_have_a_sign(long number, string expected) => Assert.Equal(expected, Numbers.WithSign(number));

    [Theory]
    [InlineData("""{"a":1,"b":{"c":[1]},"d":null}""", "a=1;b={\"c\":[1]};d=")]
    [InlineData("[1]", "")]
    public void Facts_are_the_members_of_an_object(string json, string expected)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Equal(expected, string.Join(";", Facts.Of(document.RootElement).Select(f => $"{f.Name}={f.Value}")));
    }

    [Fact]
    public void Facts_are_bounded()
    {
        using var document = JsonDocument.Parse(JsonSerializer.Serialize(Enumerable.Range(0, 1_000).ToDictionary(i => $"k{i}", i => new string('x', 5_000))));
        var facts = Facts.Of(document.RootElement).ToList();

        Assert.Equal(51, facts.Count);
        Assert.Equal("and 950 more", facts[^1].Value);
        Assert.All(facts, f => Assert.InRange(f.Value.Length, 0, 501));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("{\"a\":1}", true)]
    [InlineData("[1]", false)]
    [InlineData("{a:1}", false)]
    public void Metadata_is_a_json_object_or_nothing(string text, bool valid) => Assert.Equal(valid, JsonField.TryParse(text, out _));

    [Fact]
    public async Task A_failed_attempt_keeps_what_was_read_before()
    {
        using var loading = new Loading<string>();
        await loading.ReadAsync(_ => Task.FromResult("first"), default);
        await loading.ReadAsync(_ => throw ApiException.NoAnswer(), default);

        Assert.Equal("first", loading.Value);
        Assert.NotNull(loading.Problem);
        await loading.ReadAsync(_ => Task.FromResult("second"), default);
        Assert.Equal(("second", null), (loading.Value, loading.Problem));
    }

    [Fact]
    public async Task An_older_attempt_never_overwrites_a_newer_one()
    {
        using var loading = new Loading<string>();
        var slow = new TaskCompletionSource<string>();
        var first = loading.ReadAsync(_ => slow.Task, default);
        await loading.ReadAsync(_ => Task.FromResult("newer"), default);
        slow.SetResult("older");
        await first;

        Assert.Equal("newer", loading.Value);
        Assert.False(loading.IsBusy);
    }
}
