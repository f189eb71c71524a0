using LeadScoring.Demo.Data;

namespace LeadScoring.Tests.Demo;

/// <summary>The demo is believable: who did what, when, and how the scores lie.</summary>
public sealed class DemoStoryTests
{
    private static readonly DateTimeOffset Anchor = new(2026, 11, 25, 15, 0, 0, TimeSpan.Zero);
    private static readonly IReadOnlyList<DemoLead> Leads = DemoData.At(Anchor);

    [Fact]
    public void The_scores_spread_over_the_whole_range()
    {
        var scores = Leads.Select(DemoScores.Of).OrderDescending().ToList();

        Assert.InRange(scores.Count(score => score == 1000), 1, 2);
        Assert.True(scores.Take(30).Distinct().Count() >= 28, "the top has few ties");
        Assert.All(scores.Take(60).Zip(scores.Skip(1)), pair => Assert.InRange(pair.First - pair.Second, 0, 50));
        Assert.All(Enumerable.Range(0, 10), hundred => Assert.Contains(scores, score => score / 100 == hundred));
        Assert.InRange(scores.Count(score => score >= 500), 35, 60);
        Assert.InRange(Leads.Count(lead => lead.Events.Count == 0), 10, 20);
        Assert.Empty(Leads[^1].Events);
    }

    [Fact]
    public void Statuses_agree_with_what_happened()
    {
        Assert.Equal(["contacted", "customer", "lost", "new", "qualified"], Leads.Select(lead => lead.Request.Status).Distinct().Order(StringComparer.Ordinal));
        var threeWeeksAgo = Anchor.AddDays(-21).ToUnixTimeMilliseconds();
        Assert.All(Leads, lead =>
        {
            Assert.Equal(lead.Request.Status == "customer", lead.Events.Any(e => e.EventType == "purchase"));
            if (lead.Request.Status == "lost") Assert.True(lead.Events[^1].TimestampMs < threeWeeksAgo);
        });
    }

    [Fact]
    public void The_funnel_comes_in_order_and_begins_with_a_look_around()
    {
        string[] funnel = ["form_submission", "demo_request", "purchase"];
        Assert.All(Leads.Where(lead => lead.Events.Count > 0), lead =>
        {
            Assert.Contains(lead.Events[0].EventType, new[] { "email_open", "page_view" });
            var firsts = funnel.Select(type => lead.Events.ToList().FindIndex(e => e.EventType == type)).Where(at => at >= 0).ToList();
            Assert.Equal(firsts.Order(), firsts);
        });
    }

    /// <summary>Save for today's visits, which are just before the loading, whatever day that is.</summary>
    [Fact]
    public void People_are_busy_on_weekdays_in_their_own_office_hours()
    {
        foreach (var anchor in Enumerable.Range(0, 34).Select(i => Anchor.AddHours(5 * i)))
        {
            var earlier = DemoData.At(anchor).SelectMany(lead => lead.Events
                .Where(e => e.TimestampMs < anchor.AddHours(-3).ToUnixTimeMilliseconds())
                .Select(e => DateTimeOffset.FromUnixTimeMilliseconds(e.TimestampMs).AddHours(lead.Company.Market.UtcOffsetHours)));
            Assert.DoesNotContain(earlier, at =>
                at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || at.TimeOfDay < TimeSpan.FromHours(8.5) || at.TimeOfDay > TimeSpan.FromHours(17.5));
        }
    }

    [Fact]
    public void Some_are_active_today_and_some_types_have_no_rule()
    {
        var today = Anchor.AddHours(-3).ToUnixTimeMilliseconds();
        Assert.InRange(Leads.Count(lead => lead.Events.Any(e => e.TimestampMs > today)), 12, 50);
        Assert.Contains(Leads, lead => lead.Events.Any(e => e.EventType == "webinar_attended"));
        Assert.Contains(Leads, lead => lead.Events.Any(e => e.EventType == "support_ticket"));
    }

    /// <summary>Not every machine that shows a demo has the fonts.</summary>
    [Fact]
    public void Names_that_need_large_fonts_are_below_the_first_rows()
    {
        var names = Leads.OrderByDescending(DemoScores.Of).Select(lead => lead.Request.Name).ToList();
        Assert.DoesNotContain(names.Take(50), name => name.Any(c => c > '\u0900'));
        Assert.Equal(4, names.Count(name => name.Any(c => c > '\u0900')));
    }
}
