using System.Text.Json;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Api.Http;

/// <summary>Values as languages, forms and spreadsheets write them: empty texts, and whole numbers with a point or an exponent.</summary>
[Trait("Category", StoreUnderTest.Any)]
public sealed class JsonValueTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async Task InitializeAsync() => _api = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Theory]
    [InlineData("10.0", 10)]
    [InlineData("1e1", 10)]
    [InlineData("1.00E+2", 100)]
    [InlineData("2500e-2", 25)]
    [InlineData("0.00025e5", 25)]
    [InlineData("-1.5e1", -15)]
    [InlineData("0e400", 0)]
    [InlineData("-0.0", 0)]
    [InlineData("1000000.000000000000000000000000000000000000", 1_000_000)]
    public async Task A_whole_number_may_have_a_point_and_an_exponent(string number, int points)
    {
        Assert.Equal(points, (await _api.PutAsync("/api/rules/page_view", $$"""{"points":{{number}}}""")).Expect(200).GetProperty("points").GetInt32());
        (await _api.PostAsync("/api/rules/preview", $$"""{"eventType":"page_view","points":{{number}}}""")).Expect(200);
    }

    [Fact]
    public async Task Versions_and_thresholds_are_whole_numbers_without_loss()
    {
        (await _api.PutAsync("/api/rules/page_view", """{"points":7}""")).Expect(200);
        Assert.Equal(5, (await _api.PostAsync("/api/rules/page_view/rollback", """{"version":1.0}""")).Expect(200).GetProperty("points").GetInt32());
        var crossings = (await _api.PostAsync(
            "/api/rules/preview", """{"eventType":"page_view","points":1,"thresholds":[9007199254740993.0,9007199254740993e0,9223372036854775807.00,-9.223372036854775808e18,1e1]}""")).Expect(200).GetProperty("crossings");
        Assert.Equal(
            [long.MinValue, 10, 9_007_199_254_740_993, long.MaxValue], crossings.EnumerateArray().Select(c => c.GetProperty("threshold").GetInt64()));
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("1e-1")]
    [InlineData("1.00000000000000000000000000000000000000001")]
    [InlineData("1e400")]
    [InlineData("1e99999999999")]
    [InlineData("4294967296.0")]
    [InlineData("2e6")]
    [InlineData("\"10\"")]
    [InlineData("true")]
    public async Task What_is_not_whole_or_too_large_is_refused_with_what_to_send(string number)
    {
        const string message = "Must be a whole number from -1000000 to 1000000.";
        var version = number == "2e6" ? "3e9" : number;
        var threshold = number is "4294967296.0" or "2e6" ? "1e19" : number;
        Assert.Equal(message, (await _api.PutAsync("/api/rules/page_view", $$"""{"points":{{number}}}""")).ExpectProblem(400, "points"));
        (await _api.PostAsync("/api/rules/page_view/rollback", $$"""{"version":{{version}}}""")).ExpectProblem(400, "version");
        (await _api.PostAsync("/api/rules/preview", $$"""{"eventType":"a","points":1,"thresholds":[{{threshold}}]}""")).ExpectProblem(400, "thresholds");
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"  \"")]
    [InlineData("\" \\t\\u00a0\"")]
    [InlineData("null")]
    public async Task An_empty_text_is_as_left_out(string empty)
    {
        var lead = (await _api.PostAsync("/api/leads", $$"""{"name":"A","email":"a@example.com","company":{{empty}},"status":{{empty}},"metadata":{{empty}}}""")).Expect(201);
        Assert.Equal(("new", JsonValueKind.Null, JsonValueKind.Null), (lead.GetProperty("status").GetString(), lead.GetProperty("company").ValueKind, lead.GetProperty("metadata").ValueKind));
        var id = lead.GetProperty("id").GetString();
        (await _api.PutAsync($"/api/leads/{id}", $$"""{"name":"A","email":"a@example.com","status":{{empty}},"metadata":{"kept":"","as":[" "]} }""")).Expect(200);
        Assert.Equal("""{"kept":"","as":[" "]}""", (await _api.GetAsync($"/api/leads/{id}")).Json.GetProperty("metadata").GetRawText());

        var described = (await _api.PutAsync("/api/rules/page_view", """{"points":5,"active":false,"description":"Seen"}""")).Expect(200);
        var rule = (await _api.PutAsync("/api/rules/page_view", $$"""{"points":6,"active":{{empty}},"description":{{empty}},"appliesTo":{{empty}}}""")).Expect(200);
        Assert.Equal((false, "Seen", JsonValueKind.String), (rule.GetProperty("active").GetBoolean(), rule.GetProperty("description").GetString(), rule.GetProperty("effectiveFrom").ValueKind));
        Assert.Equal(described.GetProperty("description").GetString(), rule.GetProperty("description").GetString());
        (await _api.PostAsync("/api/rules/preview", $$"""{"eventType":"page_view","points":1,"active":{{empty}},"description":{{empty}},"appliesTo":{{empty}},"thresholds":{{empty}}}""")).Expect(200);

        var optional = $"\"timestamp\":{empty},\"metadata\":{empty},\"sync\":{empty}";
        (await _api.PostAsync("/api/events", $$"""{"eventId":"e1","eventType":"page_view","leadId":"{{id}}","email":{{empty}},{{optional}}}""")).Expect(202);
        (await _api.PostAsync("/api/events", $$"""{"eventId":"e2","eventType":"page_view","leadId":{{empty}},"email":"a@example.com",{{optional}}}""")).Expect(202);
        (await _api.PostAsync("/api/events/batch", $$"""{"events":[{"eventId":"e3","eventType":"page_view","leadId":{{empty}},"email":"a@example.com",{{optional}}}]}""")).Expect(202);
        Assert.All(_api.Queue.Enqueued, e => Assert.Equal((id, false, null), (e.LeadId, e.TimestampGiven, e.Metadata)));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\" \"")]
    [InlineData("null")]
    public async Task An_empty_text_is_no_value_where_one_is_required(string empty)
    {
        (await _api.PutAsync("/api/rules/page_view", """{"points":7}""")).Expect(200);
        await RequiredAsync("/api/leads", $$"""{"name":{{empty}},"email":"a@example.com"}""", "name");
        await RequiredAsync("/api/leads", $$"""{"name":"A","email":{{empty}}}""", "email");
        await RequiredAsync("/api/rules/page_view/rollback", $$"""{"version":{{empty}}}""", "version");
        await RequiredAsync("/api/rules/preview", $$"""{"eventType":"a","points":{{empty}}}""", "points");
        await RequiredAsync("/api/events", $$"""{"eventId":{{empty}},"eventType":"a","leadId":"x"}""", "eventId");
        await RequiredAsync("/api/events", $$"""{"eventId":"a","eventType":{{empty}},"leadId":"x"}""", "eventType");
        await RequiredAsync("/api/events", $$"""{"eventId":"a","eventType":"a","leadId":{{empty}},"email":{{empty}}}""", "leadId");
        (await _api.PostAsync("/api/rules/preview", $$"""{"eventType":{{empty}},"points":1}""")).ExpectProblem(400, "eventType");
    }

    [Theory]
    [InlineData("/api/leads?page=&limit=&search=&status=&minScore=&maxScore=&activeSince=&inactiveSince=&sort=")]
    [InlineData("/api/leaderboard?limit=")]
    [InlineData("/api/imports?limit=")]
    [InlineData("/api/queue/dead-letters?limit=")]
    public async Task An_empty_parameter_of_a_query_is_as_left_out(string path) => (await _api.GetAsync(path)).Expect(200);

    [Theory]
    [InlineData("1/5/2026", "Could be two dates")]
    [InlineData("2026-01-05T08:30:00 01:00", "%2B")]
    public async Task A_bound_of_a_query_that_cannot_be_read_says_why(string time, string reason) =>
        Assert.Contains(reason, (await _api.GetAsync($"/api/leads?activeSince={Uri.EscapeDataString(time)}")).ExpectProblem(400, "activeSince"), StringComparison.Ordinal);

    private async Task RequiredAsync(string path, string json, string field) =>
        Assert.StartsWith("Required: ", (await _api.PostAsync(path, json)).ExpectProblem(400, field), StringComparison.Ordinal);
}
