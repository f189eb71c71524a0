using FsCheck;
using FsCheck.Fluent;
using LeadScoring.Contracts.Leads;
using LeadScoring.Web.Charts;
using LeadScoring.Web.Shared;

namespace LeadScoring.Tests.Web;

public sealed class ChartTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Time_axis_has_equal_distances_for_equal_times()
    {
        var axis = new TimeAxis(Start, Start.AddHours(10), BrowserTime.Utc, 6);

        Assert.Equal(0, axis.Position(Start));
        Assert.Equal(0.5, axis.Position(Start.AddHours(5)), 9);
        Assert.Equal(1, axis.Position(Start.AddHours(10)));
    }

    [Fact]
    public void Time_axis_has_few_ticks_in_order_and_inside_for_every_span_and_zone()
    {
        var gen =
            from seconds in Gen.Choose(1, int.MaxValue).Select(n => (double)n % 400_000_000)
            from offset in Gen.Choose(0, 100_000_000)
            from zone in Gen.Elements("UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns")
            select (From: Start.AddSeconds(offset), Span: TimeSpan.FromSeconds(seconds + 1), Zone: zone);
        Prop.ForAll(gen.ToArbitrary(), x =>
        {
            var ticks = new TimeAxis(x.From, x.From + x.Span, BrowserTime.Of(x.Zone), 7).Ticks().ToList();
            Assert.InRange(ticks.Count, 0, 8);
            Assert.All(ticks, t => Assert.InRange(t.Position, 0, 1));
            Assert.Equal(ticks.Select(t => t.Position).Order(), ticks.Select(t => t.Position));
            Assert.All(ticks, t => Assert.NotEmpty(t.Label));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Time_axis_has_days_begin_at_the_browsers_midnight_also_when_clocks_change()
    {
        // On 29 March 2026 Berlin has 23 hours.
        var from = new DateTimeOffset(2026, 3, 27, 12, 0, 0, TimeSpan.Zero);
        var zone = BrowserTime.Of("Europe/Berlin");
        var axis = new TimeAxis(from, from.AddDays(5), zone, 7);

        Assert.Equal(["28 Mar", "29 Mar", "30 Mar", "31 Mar", "1 Apr"], axis.Ticks().Select(t => t.Label));
        Assert.All(axis.Ticks(), t => Assert.Equal(TimeSpan.Zero, zone.Local(from + t.Position * TimeSpan.FromDays(5)).TimeOfDay));
    }

    [Fact]
    public void Time_axis_of_no_length_does_not_divide_by_zero() => Assert.InRange(new TimeAxis(Start, Start, BrowserTime.Utc, 6).Position(Start), 0, 1);

    [Theory]
    [InlineData(new long[] { }, 0, 4)]
    [InlineData(new long[] { 0, 705 }, 0, 800)]
    [InlineData(new long[] { -30, 10 }, -30, 10)]
    [InlineData(new long[] { 1_000_000_000_000 }, 0, 1_000_000_000_000)]
    public void Score_axis_has_round_ticks_that_span_all_scores_and_zero(long[] scores, long low, long high)
    {
        var axis = new ScoreAxis(scores);

        Assert.Equal((low, high), (axis.Low, axis.High));
        Assert.InRange(axis.Ticks().Count(), 2, 6);
        Assert.Contains(axis.Ticks(), t => t.Score == 0);
        Assert.All(axis.Ticks(), t => Assert.InRange(t.Position, 0, 1));
    }

    [Fact]
    public void Score_line_is_drawn_as_steps_and_late_events_apart()
    {
        var trend = new TrendResponse("lead", Start, Start.AddHours(10), 0, true, [new(Start.AddHours(2), 50, 1, 0), new(Start.AddHours(5), 100, 1, 1)], 0, 1_000);
        var line = new ScoreLine(trend, new TimeAxis(trend.From, trend.To, BrowserTime.Utc, 6), new ScoreAxis([0, 50, 100]));

        Assert.Equal("M0 1000H200V500H500V0H1000", line.Path());
        Assert.Equal("M0 1000H200V500H500V0H1000V1000H0Z", line.Area());
        Assert.Equal("M200 500h0", line.Dots(late: false));
        Assert.Equal("M500 0h0", line.Dots(late: true));
    }

    [Fact]
    public void Sparkline_is_steps_and_its_last_one_goes_to_the_current_score()
    {
        var steps = new SparklineSteps([0, 100, 100, 50], 20, 100, 80, 24);

        Assert.Equal("M1 22H27V2H79V12", steps.Path);
        Assert.Equal("M79 12V18", steps.End(20));
        Assert.Equal("M79 12V2", steps.End(100));
    }

    [Fact]
    public void Sparkline_keeps_its_past_while_the_scale_stays()
    {
        IReadOnlyList<long> scores = [0, 100];
        var steps = new SparklineSteps(scores, 100, 200, 80, 24);

        Assert.True(steps.IsOf(scores, 105, 200));
        Assert.False(steps.IsOf(scores, 105, 500));
        Assert.False(steps.IsOf([0, 100], 100, 200));
    }

    [Fact]
    public void Sparklines_of_one_scale_can_be_compared()
    {
        Assert.Equal("M1 12H79", new SparklineSteps([500, 500, 500], 500, 1_000, 80, 24).Path);
        Assert.Equal("M1 2H79", new SparklineSteps([1_000, 1_000], 1_000, 1_000, 80, 24).Path);
        Assert.Equal("M1 22H79", new SparklineSteps([0, 0, 0], 0, 1_000, 80, 24).Path);
    }

    [Fact]
    public void Sparkline_with_a_score_below_0_begins_there() => Assert.Equal("M1 22H79V2", new SparklineSteps([-100, 100], 100, 100, 80, 24).Path);
}
