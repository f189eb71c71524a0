using LeadScoring.Web.Frame;

namespace LeadScoring.Tests.Web;

public sealed class RelativeTimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(12, "12 s ago")]
    [InlineData(61, "1 min ago")]
    [InlineData(7_200, "2 h ago")]
    [InlineData(200_000, "2 d ago")]
    [InlineData(-3_600, "in the future")]
    public void Text_SecondsAgo_ReadsNaturally(int seconds, string expected) =>
        Assert.Equal(expected, RelativeTime.Text(Now.AddSeconds(-seconds), Now));

    [Fact]
    public void Text_NoActivity_SaysSo() => Assert.Equal("no activity yet", RelativeTime.Text(null, Now));

    [Fact]
    public void Exact_OtherOffset_IsWrittenInUtc() =>
        Assert.Equal("2026-01-02 03:04:05.000 UTC", RelativeTime.Exact(Now.ToOffset(TimeSpan.FromHours(5))));
}
