using System.Text.Json;
using LeadScoring.Tests.Api.Fakes;

namespace LeadScoring.Tests.Api;

public sealed class RuleTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async Task InitializeAsync() => _api = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task The_seed_rules_apply_from_the_beginning_of_time()
    {
        var rules = (await _api.GetAsync("/api/rules")).Expect(200).EnumerateArray().ToDictionary(r => r.GetProperty("eventType").GetString()!);
        Assert.Equal(5, rules.Count);
        Assert.Equal(100, rules["purchase"].GetProperty("points").GetInt32());
        Assert.Equal(JsonValueKind.Null, rules["purchase"].GetProperty("effectiveFrom").ValueKind);
        Assert.Equal(1, rules["purchase"].GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Publishing_keeps_what_is_left_out_starts_a_rescore_and_wakes_a_worker()
    {
        var rule = (await _api.PutAsync("/api/rules/page_view", """{"points":7,"active":false}""")).Expect(200);
        Assert.Equal((7, 2, "Page visited"), (rule.GetProperty("points").GetInt32(), rule.GetProperty("version").GetInt32(), rule.GetProperty("description").GetString()));
        Assert.NotEqual(JsonValueKind.Null, rule.GetProperty("effectiveFrom").ValueKind);
        rule = (await _api.PutAsync("/api/rules/page_view", """{"points":-8,"appliesTo":"all","description":"Seen"}""")).Expect(200);
        Assert.False(rule.GetProperty("active").GetBoolean());
        Assert.Equal(JsonValueKind.Null, rule.GetProperty("effectiveFrom").ValueKind);
        Assert.Equal(2, _api.Queue.Rings);

        var job = rule.GetProperty("rescore").GetProperty("id").GetInt64();
        Assert.Equal(job, (await _api.GetAsync($"/api/rescores/{job}")).Expect(200).GetProperty("id").GetInt64());
        Assert.Contains(job, (await _api.GetAsync("/api/rescores")).Expect(200).EnumerateArray().Select(r => r.GetProperty("id").GetInt64()));

        var versions = (await _api.GetAsync("/api/rules/page_view")).Expect(200);
        Assert.Equal(-8, versions.GetProperty("points").GetInt32());
        Assert.Equal([3, 2, 1], versions.GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task A_new_type_is_created()
    {
        var answer = await _api.PutAsync("/api/rules/webinar", """{"points":15}""");
        Assert.True(answer.Expect(201).GetProperty("active").GetBoolean());
        (await _api.GetAsync(answer.Location!)).Expect(200);
    }

    [Theory]
    [InlineData("{}", "points")]
    [InlineData("""{"points":null}""", "points")]
    [InlineData("""{"points":"x"}""", "points")]
    [InlineData("""{"points":"5"}""", "points")]
    [InlineData("""{"points":1.5}""", "points")]
    [InlineData("""{"points":10000000}""", "points")]
    [InlineData("""{"points":-1000001}""", "points")]
    [InlineData("""{"points":1e999}""", "points")]
    [InlineData("""{"points":99999999999999999999999999}""", "points")]
    [InlineData("""{"points":true}""", "points")]
    [InlineData("""{"points":1,"points":2}""", "points")]
    [InlineData("""{"points":1,"active":1}""", "active")]
    [InlineData("""{"points":1,"description":5}""", "description")]
    [InlineData("""{"points":1,"appliesTo":"old"}""", "appliesTo")]
    [InlineData("""{"points":1,"appliesTo":1}""", "appliesTo")]
    [InlineData("[]", "$")]
    public async Task A_wrong_rule_is_named_and_not_published(string json, string field)
    {
        (await _api.PutAsync("/api/rules/page_view", json)).ExpectProblem(400, field);
        Assert.Equal(1, (await _api.GetAsync("/api/rules/page_view")).Expect(200).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Unknown_rules_and_rescores_are_not_found()
    {
        (await _api.GetAsync("/api/rules/nothing")).ExpectProblem(404, "type");
        (await _api.GetAsync("/api/rescores/99")).ExpectProblem(404, "id");
        (await _api.GetAsync("/api/rescores/x")).ExpectProblem(404);
        (await _api.PutAsync("/api/rules/Not%20a%20type", """{"points":1}""")).ExpectProblem(400, "type");
        (await _api.PutAsync("/api/rules/page_view", $$"""{"points":1,"description":"{{new string('d', 501)}}"}""")).ExpectProblem(400, "description");
    }
}
