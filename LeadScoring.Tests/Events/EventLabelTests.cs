using LeadScoring.Core.Events;

namespace LeadScoring.Tests.Events;

public sealed class EventLabelTests
{
    [Theory]
    [InlineData("page_view", "Page visited", "Page visited")]
    [InlineData("page_view", " \u200B Page visited\u00A0", "Page visited")]
    [InlineData("page_view", null, "Page view")]
    [InlineData("page_view", "", "Page view")]
    [InlineData("page_view", "\u200B ", "Page view")]
    [InlineData("page_view", "Exactly as long as a label may be, or so.", "Page view")]
    [InlineData("page_view", "Exactly as long as a label may be, or so", "Exactly as long as a label may be, or so")]
    [InlineData("crm:deal.won-big__2", null, "Crm deal won big 2")]
    [InlineData("x", null, "X")]
    [InlineData("rep:call", null, "Call logged")]
    [InlineData("rep:call", "Phoned", "Phoned")]
    [InlineData("rep:call_back", null, "Rep call back")]
    public void ATypeHasTheNameThatItsRuleGivesItOrIsPutInWords(string eventType, string? description, string expected) =>
        Assert.Equal(expected, EventLabel.Of(eventType, description));
}
