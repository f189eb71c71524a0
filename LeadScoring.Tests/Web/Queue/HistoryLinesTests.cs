using LeadScoring.Web.Queue.History;

namespace LeadScoring.Tests.Web.Queue;

public sealed class HistoryLinesTests
{
    [Fact]
    public void Lines_are_steps_and_have_a_gap_where_nothing_is_known()
    {
        Assert.Equal("M0 500H250V0H500M750 1000H1000", HistoryLines.Steps([5, 10, null, 0], 10));
        Assert.Equal("M0 1000V500H250V1000ZM250 1000V0H500V1000Z", HistoryLines.Area([5, 10, null, 0], 10));
        Assert.Equal("", HistoryLines.Steps([null], 10));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(11, 20)]
    [InlineData(48_210, 50_000)]
    [InlineData(50_001, 100_000)]
    public void Top_is_a_round_number_above_all(double highest, double top) => Assert.Equal(top, HistoryLines.Top([null, highest], 10));
}
