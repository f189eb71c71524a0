using LeadScoring.Contracts.Rules;
using LeadScoring.Web.Rules.Editing;

namespace LeadScoring.Tests.Web.Rules;

/// <summary>What is typed, and what it means.</summary>
public sealed class RuleEditTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 8, 30, 0, TimeSpan.Zero);
    private static readonly RuleResponse Current = new("page_view", 5, true, "Page visited", 3, null, At, null);

    [Theory]
    [InlineData("5", 5)]
    [InlineData(" +50 ", 50)]
    [InlineData("-3", -3)]
    [InlineData("\u22123", -3)]
    [InlineData("1000000", 1_000_000)]
    [InlineData("1000001", null)]
    [InlineData("-99999999999", null)]
    [InlineData("1.5", null)]
    [InlineData("1,5", null)]
    [InlineData("1,000", null)]
    [InlineData("", null)]
    [InlineData("five", null)]
    public void Points_are_whole_numbers_in_their_range(string text, int? expected)
    {
        var edit = RuleEdit.Of(Current) with { Points = text };
        Assert.Equal(expected, edit.Value);
        Assert.Equal(expected is null, edit.PointsError is not null);
    }

    [Fact]
    public void Edit_is_the_same_until_it_would_change_something()
    {
        var edit = RuleEdit.Of(Current);
        Assert.True(edit.IsSameAs(Current));
        Assert.True((edit with { Points = " 5 ", Description = "Page visited " }).IsSameAs(Current));
        Assert.True((edit with { ForAll = true }).IsSameAs(Current)); // it is for all events already
        Assert.False((edit with { ForAll = true }).IsSameAs(Current with { EffectiveFrom = At }));
        Assert.False((edit with { Points = "6" }).IsSameAs(Current));
        Assert.False((edit with { Points = "x" }).IsSameAs(Current));
        Assert.False((edit with { Active = false }).IsSameAs(Current));
        Assert.False((edit with { Description = "" }).IsSameAs(Current));
        Assert.True(RuleEdit.Of(null).IsSameAs(null));
        Assert.False((RuleEdit.Of(null) with { Points = "5" }).IsSameAs(null));
    }

    [Fact]
    public void Request_says_everything_that_is_typed()
    {
        var edit = RuleEdit.Of(Current) with { Points = "-7", Active = false, Description = " Seen ", ForAll = true };
        Assert.Equal(new RuleRequest(-7, false, "Seen", "all"), edit.ToRequest());
        Assert.Null((edit with { ForAll = false }).ToRequest().AppliesTo);
    }

    [Theory]
    [InlineData(null, null, null, "/rules/page_view")]
    [InlineData("100,50,50", "4,2", "1", "/rules/page_view?compare=2,4&rollback=1")]
    [InlineData("200", "2", null, "/rules/page_view?thresholds=200&compare=2")]
    [InlineData("x", "2,2,0,a", "-1", "/rules/page_view?compare=2")]
    [InlineData("1,2,3,4,5,6", "", "v2", "/rules/page_view")]
    [InlineData("-5 20", null, null, "/rules/page_view?thresholds=-5,20")]
    public void Address_of_a_rule_is_its_state_and_ignores_what_is_not_valid(string? thresholds, string? compare, string? rollback, string expected) =>
        Assert.Equal(expected, Uri.UnescapeDataString(RulePageQuery.Of(thresholds, compare, rollback).Url("page_view")));

    [Fact]
    public void A_third_version_takes_the_place_of_the_one_that_is_further_away()
    {
        var query = new RulePageQuery().Toggle(4).Toggle(1);
        Assert.Equal([1, 4], query.Compare);
        Assert.Equal([4, 5], query.Toggle(5).Compare);
        Assert.Equal([1], query.Toggle(4).Compare);
    }
}
