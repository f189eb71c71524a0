using LeadScoring.Contracts.Leads;
using LeadScoring.Contracts.Rules;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Leads.LeadProfile;

namespace LeadScoring.Tests.Web.Leads;

public sealed class ScoreSentenceTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 8, 41, 0, TimeSpan.Zero);
    private static readonly EventLabels Labels = new(
    [
        Rule("page_view", 5, "Page visited"), Rule("demo_request", 50, "Demo requested"), Rule("purchase", 100, "Purchase made"), Rule("unsubscribed", -20, "Unsubscribed"),
        Rule("gold", 500, "Gold", active: false),
    ]);

    [Fact]
    public void Sentence_says_what_raised_the_score_how_much_the_limit_took_and_what_came_last()
    {
        var parts = Parts(1_000, new("purchase", 4, 0, 355, 400, At), new("page_view", 12, 0, 60, 60, At.AddDays(-1)), new("demo_request", 1, 0, 50, 50, At.AddHours(2)));

        Assert.Equal(
            "1,000 because of Purchase made 4× (+355 of +400; the limit is 1,000), Page visited 12× (+60) and Demo requested (+50), most recently Demo requested {10:41}.",
            Text(ScoreSentence.Of(parts, Labels, (0, 1_000))));
    }

    [Fact]
    public void Sentence_links_every_type_to_its_events()
    {
        var parts = Parts(110, new("page_view", 12, 0, 60, 60, At), new("demo_request", 1, 0, 50, 50, At.AddHours(1)));

        var links = ScoreSentence.Of(parts, Labels, null).Where(p => p.EventType is not null).Select(p => (p.Text, p.EventType));

        Assert.Equal([("Page visited 12×", "page_view"), ("Demo requested", "demo_request"), ("Demo requested", "demo_request")], links);
    }

    [Fact]
    public void Sentence_is_bounded_and_sums_the_rest_up()
    {
        var types = Enumerable.Range(0, 40).Select(i => new TypeContributionResponse($"type_{i:00}", 1, 0, 100 - i, 100 - i, At)).ToArray();
        var parts = new ContributionsResponse("lead", 0, 50, new(0, 0), types, new(7, 9, 0, 21));

        var text = Text(ScoreSentence.Of(parts, Labels, null));

        Assert.StartsWith("0 because of Type 00 (+100), Type 01 (+99), Type 02 (+98) and 44 other types (+2,944)", text, StringComparison.Ordinal);
        Assert.True(text.Length < 200, text);
    }

    [Fact]
    public void Sentence_names_what_lowered_the_score()
    {
        var parts = Parts(0, new("unsubscribed", 3, 0, -10, -60, At), new("page_view", 2, 0, 10, 10, At.AddHours(-1)));

        Assert.Equal(
            "0 because of Page visited 2× (+10), less Unsubscribed 3× (−10 of −60; the lowest score is 0), most recently Unsubscribed {08:41}.",
            Text(ScoreSentence.Of(parts, Labels, (0, 1_000))));
    }

    [Theory]
    [InlineData(1_000, "No activity yet. “Purchase made” would make it 100.")]
    [InlineData(30, "No activity yet. “Purchase made” would make it 30.")]
    public void Sentence_without_activity_says_what_the_best_event_would_make_of_it(long max, string expected) =>
        Assert.Equal(expected, Text(ScoreSentence.Of(Parts(0), Labels, (0, max))));

    [Fact]
    public void Sentence_gives_nothing_that_is_worth_nothing_as_a_reason()
    {
        var parts = Parts(60, new("page_view", 12, 0, 60, 60, At), new("rep:call", 1, 1, 0, 0, At.AddHours(1)));

        Assert.Equal("60 because of Page visited 12× (+60), most recently Page visited {08:41}.", Text(ScoreSentence.Of(parts, Labels, null)));
    }

    [Fact]
    public void Sentence_of_events_that_are_worth_nothing_says_so() => Assert.Equal(
        "0: nothing so far has raised the score.",
        Text(ScoreSentence.Of(Parts(0, new TypeContributionResponse("webinar_attended", 1, 1, 0, 0, At)), Labels, (0, 1_000))));

    [Theory]
    [InlineData("demo_reqest", "demo_request")]
    [InlineData("demo_requset", "demo_request")]
    [InlineData("page-view", "page_view")]
    [InlineData("demo_request_cancelled", null)]
    [InlineData("webinar", null)]
    public void Event_types_that_look_like_a_mistake_have_a_suggestion(string type, string? expected) => Assert.Equal(expected, Labels.Like(type));

    [Fact]
    public void Best_event_is_the_active_rule_with_most_points() => Assert.Equal(("purchase", 0, 50), (Labels.Best?.EventType, Labels.Points("gold"), Labels.Points("demo_request")));

    private static RuleResponse Rule(string type, int points, string description, bool active = true) => new(type, points, active, description, 1, null, At, null);

    private static ContributionsResponse Parts(long score, params TypeContributionResponse[] types) => new("lead", score, types.Sum(t => t.Events), new(0, 0), types, null);

    private static string Text(IEnumerable<SentencePart> parts) => string.Concat(parts.Select(p => p.At is { } at ? $"{{{at:HH:mm}}}" : p.Text));
}
