using System.Text.Json;
using LeadScoring.Core.Rules;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;
using NSubstitute;

namespace LeadScoring.Tests.Api;

[Trait("Category", StoreUnderTest.Any)]
public sealed class RuleTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async Task InitializeAsync() => _api = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task The_seed_rules_apply_from_the_beginning_of_time()
    {
        var rules = (await _api.GetAsync("/api/rules")).Expect(200).EnumerateArray().ToDictionary(r => r.GetProperty("eventType").GetString()!);
        Assert.Equal(9, rules.Count);
        Assert.Equal(100, rules["purchase"].GetProperty("points").GetInt32());
        Assert.Equal(JsonValueKind.Null, rules["purchase"].GetProperty("effectiveFrom").ValueKind);
        Assert.Equal(1, rules["purchase"].GetProperty("version").GetInt32());
        Assert.Equal(("Call logged", 0), (rules["rep:call"].GetProperty("description").GetString(), rules["rep:call"].GetProperty("points").GetInt32()));
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

    [Fact]
    public async Task A_rule_is_replaced_only_if_it_is_still_the_one_that_was_seen()
    {
        var seen = (await SendAsync(HttpMethod.Get, "/api/rules/page_view")).ETag!;
        Assert.Equal("\"1\"", seen);
        var first = await SendAsync(HttpMethod.Put, "/api/rules/page_view", """{"points":7}""", ("If-Match", seen));
        Assert.Equal((200, "\"2\""), (first.Status, first.ETag));
        var second = await SendAsync(HttpMethod.Put, "/api/rules/page_view", """{"points":8}""", ("If-Match", seen));
        Assert.Equal(412, second.Status);
        Assert.Contains("current version is 2", second.Text, StringComparison.Ordinal);
        Assert.Equal(412, (await SendAsync(HttpMethod.Post, "/api/rules/page_view/rollback", """{"version":1}""", ("If-Match", seen))).Status);
        Assert.Equal(412, (await SendAsync(HttpMethod.Put, "/api/rules/page_view", """{"points":8}""", ("If-None-Match", "*"))).Status);
        Assert.Equal(201, (await SendAsync(HttpMethod.Put, "/api/rules/webinar", """{"points":8}""", ("If-None-Match", "*"))).Status);
        Assert.Equal(7, (await _api.GetAsync("/api/rules/page_view")).Expect(200).GetProperty("points").GetInt32());
    }

    [Theory]
    [InlineData("If-Match", "2")]
    [InlineData("If-Match", "W/\"2\"")]
    [InlineData("If-Match", "\"two\"")]
    [InlineData("If-None-Match", "\"2\"")]
    public async Task A_precondition_that_cannot_be_meant_is_named(string header, string value)
    {
        var answer = await SendAsync(HttpMethod.Put, "/api/rules/page_view", """{"points":8}""", (header, value));
        answer.ExpectProblem(400, header);
    }

    [Fact]
    public async Task If_match_with_a_star_asks_only_that_there_is_a_version()
    {
        Assert.Equal(200, (await SendAsync(HttpMethod.Put, "/api/rules/page_view", """{"points":8}""", ("If-Match", "*"))).Status);
        Assert.Equal(412, (await SendAsync(HttpMethod.Put, "/api/rules/webinar", """{"points":8}""", ("If-Match", "*"))).Status);
        (await _api.GetAsync("/api/rules/webinar")).ExpectProblem(404, "type");
        Assert.Equal(200, (await SendAsync(HttpMethod.Post, "/api/rules/page_view/rollback", """{"version":1}""", ("If-Match", "*"))).Status);
    }

    [Theory]
    [InlineData("\"2147483648\"")]
    [InlineData("\"99999999999999999999999999\"")]
    public async Task A_huge_version_is_not_the_current_one(string seen)
    {
        Assert.Equal(412, (await SendAsync(HttpMethod.Put, "/api/rules/page_view", """{"points":8}""", ("If-Match", seen))).Status);
        Assert.Equal(412, (await SendAsync(HttpMethod.Post, "/api/rules/page_view/rollback", """{"version":1}""", ("If-Match", seen))).Status);
    }

    [Fact]
    public async Task A_preview_counts_what_would_change_and_publishes_nothing()
    {
        var (ada, bob) = (await _api.LeadAsync("ada@example.com"), await _api.LeadAsync("bob@example.com"));
        await _api.Queue.CommitAsync(ada, "a1", "page_view", 1_700_000_000_000);
        await _api.Queue.CommitAsync(ada, "a2", "purchase", 1_700_000_000_001);
        await _api.Queue.CommitAsync(bob, "b1", "purchase", 1_700_000_000_000);
        var preview = (await _api.PostAsync("/api/rules/preview", """{"eventType":"page_view","points":60,"appliesTo":"all","thresholds":[150]}""")).Expect(200);
        Assert.Equal((2, 1, 55), (preview.GetProperty("leads").GetInt32(), preview.GetProperty("changed").GetInt32(), preview.GetProperty("totalChange").GetInt32()));
        var crossing = Assert.Single(preview.GetProperty("crossings").EnumerateArray());
        Assert.Equal((150, 1, 0), (crossing.GetProperty("threshold").GetInt32(), crossing.GetProperty("up").GetInt32(), crossing.GetProperty("down").GetInt32()));
        var biggest = Assert.Single(preview.GetProperty("biggest").EnumerateArray());
        Assert.Equal((ada, "John Doe", 105, 160, 55), (
            biggest.GetProperty("leadId").GetString(), biggest.GetProperty("name").GetString(),
            biggest.GetProperty("previousScore").GetInt32(), biggest.GetProperty("score").GetInt32(), biggest.GetProperty("change").GetInt32()));
        Assert.Equal(1, preview.GetProperty("crossed").GetInt32());
        var bins = preview.GetProperty("distribution").EnumerateArray().Select(b => (From: Number(b, "from"), To: Number(b, "to"), Before: Number(b, "before"), After: Number(b, "after"))).ToList();
        Assert.Equal((100, 104), (bins[0].From, bins[0].To));
        Assert.Equal((2, 2), (bins.Sum(b => b.Before), bins.Sum(b => b.After)));
        Assert.Equal((160, 0, 1), (bins[^1].From, bins[^1].Before, bins[^1].After));
        Assert.Equal(1, (await _api.GetAsync("/api/rules/page_view")).Expect(200).GetProperty("version").GetInt32());

        (await _api.PostAsync("/api/rules/preview", """{"points":1}""")).ExpectProblem(400, "eventType");
        (await _api.PostAsync("/api/rules/preview", """{"eventType":"Page View","points":1}""")).ExpectProblem(400, "eventType");
        (await _api.PostAsync("/api/rules/preview", """{"eventType":"page_view"}""")).ExpectProblem(400, "points");
        (await _api.PostAsync("/api/rules/preview", """{"eventType":"page_view","points":1,"thresholds":[1.5]}""")).ExpectProblem(400, "thresholds");
        (await _api.PostAsync("/api/rules/preview", """{"eventType":"page_view","points":1,"thresholds":5}""")).ExpectProblem(400, "thresholds");
    }

    [Fact]
    public async Task A_preview_of_a_rollback_counts_what_going_back_would_change()
    {
        await _api.Queue.CommitAsync(await _api.LeadAsync("ada@example.com"), "a1", "page_view", 1_700_000_000_000);
        (await _api.PutAsync("/api/rules/page_view", """{"points":60,"appliesTo":"all"}""")).Expect(200);
        var preview = (await _api.PostAsync("/api/rules/preview", """{"eventType":" page_view","rollbackTo":1,"thresholds":[50]}""")).Expect(200);
        Assert.Equal((1, 1, -55, 1), (Number(preview, "leads"), Number(preview, "changed"), Number(preview, "totalChange"), Number(preview, "crossed")));
        var biggest = Assert.Single(preview.GetProperty("biggest").EnumerateArray());
        Assert.Equal((60, 5), (Number(biggest, "previousScore"), Number(biggest, "score")));
        Assert.Equal(2, (await _api.GetAsync("/api/rules/page_view")).Expect(200).GetProperty("version").GetInt32());
    }

    [Theory]
    [InlineData("""{"eventType":"page_view","rollbackTo":2}""", "rollbackTo", "Is the current version already.")]
    [InlineData("""{"eventType":"page_view","rollbackTo":3}""", "rollbackTo", "Must be an earlier version, from 1 to 1.")]
    [InlineData("""{"eventType":"purchase","rollbackTo":2}""", "rollbackTo", "There is no earlier version.")]
    [InlineData("""{"eventType":"nothing","rollbackTo":1}""", "rollbackTo", "No rule has this event type, so there is no version to go back to.")]
    [InlineData("""{"eventType":"page_view","rollbackTo":0}""", "rollbackTo", "Must be a whole number from 1 to 2147483647.")]
    [InlineData("""{"eventType":"page_view","rollbackTo":1,"points":5}""", "points", "Leave it out with rollbackTo: that version says it.")]
    [InlineData("""{"eventType":"page_view","rollbackTo":1,"appliesTo":"all"}""", "appliesTo", "Leave it out with rollbackTo: that version says it.")]
    [InlineData("""{"eventType":"page_view","active":true}""", "points", "Required: a whole number from -1000000 to 1000000; or send rollbackTo instead.")]
    public async Task A_preview_that_cannot_be_meant_is_explained(string json, string field, string message)
    {
        (await _api.PutAsync("/api/rules/page_view", """{"points":7}""")).Expect(200);
        Assert.Equal(message, (await _api.PostAsync("/api/rules/preview", json)).ExpectProblem(400, field));
    }

    [Theory]
    [InlineData("%20page_view")]
    [InlineData("page_view%20")]
    public async Task A_type_with_spaces_around_it_is_named_and_not_published(string type)
    {
        (await _api.PutAsync($"/api/rules/{type}", """{"points":1}""")).ExpectProblem(400, "type");
        Assert.Equal(9, (await _api.GetAsync("/api/rules")).Expect(200).GetArrayLength());
    }

    [Fact]
    public async Task A_preview_waits_for_the_one_before_it_and_only_a_few_wait()
    {
        var store = Substitute.For<IRuleStore>();
        var (started, finish) = (0, new TaskCompletionSource<RulePreview>());
        store.PreviewAsync(default!, default!, default).ReturnsForAnyArgs(_ =>
        {
            Interlocked.Increment(ref started);
            return finish.Task;
        });
        await using var api = await ApiHost.StartAsync(services: s => s.AddSingleton(store));
        var previews = Enumerable.Range(0, 7).Select(_ => api.PostAsync("/api/rules/preview", """{"eventType":"page_view","points":1}""")).ToList();
        await Wait.UntilAsync(() => Task.FromResult(previews.Count(p => p.IsCompleted) == 2), "one runs, four wait, two are refused");
        Assert.Equal(1, started);
        (await api.PostAsync("/api/rules/preview", """{"points":1}""")).ExpectProblem(400, "eventType"); // what is not valid does not wait
        finish.SetResult(new RulePreview(0, 0, 0, [], [], 0, []));
        Assert.Equal([200, 200, 200, 200, 200, 503, 503], (await Task.WhenAll(previews)).Select(a => a.Status).Order());
    }

    [Fact]
    public async Task A_rollback_heeds_preconditions()
    {
        (await _api.PutAsync("/api/rules/page_view", """{"points":7}""")).Expect(200);
        using var star = new HttpRequestMessage(HttpMethod.Post, "/api/rules/page_view/rollback") { Content = System.Net.Http.Json.JsonContent.Create(new { version = 1 }) };
        star.Headers.TryAddWithoutValidation("If-None-Match", "*");
        Assert.Equal(412, (await _api.SendAsync(star)).Status);
        using var wrong = new HttpRequestMessage(HttpMethod.Post, "/api/rules/unknown_type/rollback") { Content = System.Net.Http.Json.JsonContent.Create(new { version = 1 }) };
        wrong.Headers.TryAddWithoutValidation("If-Match", "x");
        (await _api.SendAsync(wrong)).ExpectProblem(400, "If-Match");
    }

    [Fact]
    public async Task A_rollback_publishes_what_an_earlier_version_said()
    {
        (await _api.PutAsync("/api/rules/page_view", """{"points":50,"appliesTo":"all"}""")).Expect(200);
        var rolledBack = (await _api.PostAsync("/api/rules/page_view/rollback", """{"version":1}""")).Expect(200);
        Assert.Equal((3, 5), (rolledBack.GetProperty("version").GetInt32(), rolledBack.GetProperty("points").GetInt32()));
        Assert.Equal("pending", rolledBack.GetProperty("rescore").GetProperty("state").GetString());
        Assert.Equal(2, _api.Queue.Rings);
        Assert.Contains("current", (await _api.PostAsync("/api/rules/page_view/rollback", """{"version":3}""")).ExpectProblem(400, "version"), StringComparison.Ordinal);
        (await _api.PostAsync("/api/rules/page_view/rollback", """{"version":4}""")).ExpectProblem(400, "version");
        (await _api.PostAsync("/api/rules/page_view/rollback", "{}")).ExpectProblem(400, "version");
        (await _api.PostAsync("/api/rules/nothing/rollback", """{"version":1}""")).ExpectProblem(404, "type");
    }

    [Fact]
    public async Task A_rescore_can_be_cancelled_once()
    {
        await _api.Queue.CommitAsync(await _api.LeadAsync(), "a1", "page_view", 1_700_000_000_000);
        var job = (await _api.PutAsync("/api/rules/page_view", """{"points":50,"appliesTo":"all"}""")).Expect(200).GetProperty("rescore").GetProperty("id").GetInt64();
        var answer = (await _api.PostAsync($"/api/rescores/{job}/cancel", "")).Expect(200);
        Assert.Equal("cancelled", answer.GetProperty("rescore").GetProperty("state").GetString());
        Assert.Equal((3, 5), (answer.GetProperty("rolledBack").GetProperty("version").GetInt32(), answer.GetProperty("rolledBack").GetProperty("points").GetInt32()));
        (await _api.PostAsync($"/api/rescores/{job}/cancel", "")).ExpectProblem(409, "id");
        (await _api.PostAsync("/api/rescores/99/cancel", "")).ExpectProblem(404, "id");
    }

    private static long Number(JsonElement of, string name) => of.GetProperty(name).GetInt64();

    private Task<Answer> SendAsync(HttpMethod method, string path, string? json = null, (string Name, string Value)? header = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        if (header is var (name, value)) request.Headers.TryAddWithoutValidation(name, value);
        return _api.SendAsync(request);
    }
}
