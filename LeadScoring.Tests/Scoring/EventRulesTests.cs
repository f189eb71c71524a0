using LeadScoring.Core.Events;

namespace LeadScoring.Tests.Scoring;

public sealed class EventRulesTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("3f2504e0-4f89-11d3-9a0c-0305e82c3301", true)]
    [InlineData("-Zk9_base64url", true)]
    [InlineData("_Zk9-base64url", true)]
    [InlineData("=+@~:.", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("a|b", false)]
    [InlineData("é", false)]
    [InlineData("a\n", false)]
    public void EventRules_take_eventIds_of_their_characters_in_any_order(string eventId, bool isValid) =>
        Assert.Equal(isValid, EventRules.IsEventId(eventId));

    [Fact]
    public void EventRules_take_eventIds_of_128_characters_and_no_longer_ones()
    {
        Assert.True(EventRules.IsEventId(new string('-', 128)));
        Assert.False(EventRules.IsEventId(new string('-', 129)));
    }
}
