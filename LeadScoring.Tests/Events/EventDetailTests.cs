using LeadScoring.Core.Events;

namespace LeadScoring.Tests.Events;

public sealed class EventDetailTests
{
    [Theory]
    [InlineData("""{"url":"https://acme.example/pricing?utm=1#a","seconds":63}""", "/pricing · 63 s")]
    [InlineData("""{"url":"https://acme.example/"}""", "acme.example")]
    [InlineData("""{"page":"/docs?x=1","referrer":"google"}""", "/docs")]
    [InlineData("""{"Page_Title":1,"campaign_name":"Autumn"}""", "Autumn")]
    [InlineData("""{"product":"Team plan","amount":1200.5,"currency":"EUR"}""", "Team plan · 1,200.5 EUR")]
    [InlineData("""{"amount":"900"}""", "900")]
    [InlineData("""{"note":"Called twice\nno answer","subject":"x"}""", "Called twice")]
    [InlineData("""{"subject":"  ","url":"/contact","form":"demo"}""", "demo")]
    [InlineData("""{"seconds":63}""", null)]
    [InlineData("""{"nested":{"url":"/x"},"a":[1]}""", null)]
    [InlineData("[1]", null)]
    [InlineData(null, null)]
    public void ShowsWhatTellsMost(string? metadata, string? expected) => Assert.Equal(expected, EventDetail.Of(metadata));

    [Fact]
    public void IsAtMostEightyCharactersAndNeverHalfOfOne()
    {
        var detail = EventDetail.Of($$"""{"note":"{{new string('x', 78)}}😀😀"}""")!;
        Assert.Equal(new string('x', 78) + "…", detail);
    }
}
