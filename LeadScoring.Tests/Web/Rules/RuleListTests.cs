using LeadScoring.Contracts.Insights;
using LeadScoring.Contracts.Jobs;
using LeadScoring.Contracts.Rules;
using LeadScoring.Web.Rules;
using LeadScoring.Web.Rules.Versions;

namespace LeadScoring.Tests.Web.Rules;

/// <summary>Rules beside what their types did, in words, and version beside version.</summary>
public sealed class RuleListTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 8, 30, 0, TimeSpan.Zero);
    private static readonly RuleResponse View = new("page_view", 5, true, "Page visited", 1, null, At, "system");
    private static readonly RuleResponse Spam = new("spam", -10, true, "", 2, At, At, null);
    private static readonly RuleResponse Off = new("webinar", 30, false, "Webinar", 1, null, At, "Ann");
    private static readonly TypeActivityResponse[] Types = [new("page_view", true, 60, 9, 300, At), new("spam", true, 10, 5, -100, At), new("webinar", false, 4, 3, 0, At), new("demo_reqest", false, 7, 2, 0, At)];

    [Fact]
    public void Shares_are_of_all_points_whatever_their_sign()
    {
        var lines = RuleLine.Of([View, Spam, Off], Types);
        Assert.Equal([0.75, 0.25, 0], lines.Select(l => l.Share));
        Assert.Equal([60L, 10L, 4L], lines.Select(l => l.Activity!.Events));
        Assert.All(RuleLine.Of([View, Spam], null), l => Assert.Equal((null, null), (l.Activity, l.Share)));
        Assert.All(RuleLine.Of([View], []), l => Assert.Equal(0, l.Share));
    }

    [Fact]
    public void Types_without_an_active_rule_are_listed_by_their_events() =>
        Assert.Equal(["demo_reqest", "webinar"], RuleLine.Unscored([View, Spam, Off], Types).Select(t => t.EventType));

    [Theory]
    [InlineData("/rules", "page_view spam webinar")]
    [InlineData("/rules?sort=worth", "page_view webinar spam")]
    [InlineData("/rules?sort=share", "page_view spam webinar")]
    [InlineData("/rules?sort=since", "spam page_view webinar")]
    [InlineData("/rules?sort=evil&filter=%20VISIT", "page_view")]
    [InlineData("/rules?filter=web", "webinar")]
    public void List_is_sorted_and_filtered_by_its_address(string url, string expected) =>
        Assert.Equal(expected, string.Join(' ', RuleListQuery.Parse(url).Apply(RuleLine.Of([Off, Spam, View], Types)).Select(l => l.Rule.EventType)));

    [Fact]
    public void Worth_is_said_in_words()
    {
        Assert.Equal(["+5 points", "−10 points", "off"], new[] { View, Spam, Off }.Select(RuleTexts.Worth));
        Assert.Equal(["0: recorded only", "+1 point", "−1 point"], [RuleTexts.Worth(0, true), RuleTexts.Worth(1, true), RuleTexts.Worth(-1, true)]);
        Assert.Equal(["The system", "Somebody", "Ann"], new[] { View, Spam, Off }.Select(r => RuleTexts.Publisher(r)));
    }

    [Fact]
    public void Rescores_are_known_by_what_caused_them()
    {
        Assert.True(RuleTexts.IsOf(Rescore("page_view version 2"), "page_view"));
        Assert.True(RuleTexts.IsOf(Rescore("page_view rolled back to version 1"), "page_view"));
        Assert.False(RuleTexts.IsOf(Rescore("page_view_more version 2"), "page_view"));
        Assert.False(RuleTexts.IsOf(Rescore("score bounds 0 to 1000"), "score"));
    }

    [Fact]
    public void Versions_differ_in_what_a_person_reads()
    {
        Assert.Empty(VersionDifference.Between(View, View with { Version = 2, EffectiveFrom = At }));
        Assert.Equal([new VersionDifference("Worth", "+5 points", "off")], VersionDifference.Between(View, View with { Active = false }));
        Assert.Equal([new VersionDifference("People read", "Page visited", "Seen")], VersionDifference.Between(View, View with { Description = "Seen" }));
        Assert.Equal([new VersionDifference("Worth", "no rule", "+5 points"), new VersionDifference("People read", "Page view", "Page visited")], VersionDifference.Between(null, View));
        var explained = View with { Description = new string('d', 50) };
        Assert.Equal(["People read", "Description"], VersionDifference.Between(View, explained).Select(d => d.What));
    }

    private static RescoreResponse Rescore(string reason) => new(1, "running", 2, 1, 0, reason, At, null);
}
