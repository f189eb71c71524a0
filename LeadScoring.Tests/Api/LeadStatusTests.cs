using LeadScoring.Core.Feed;
using LeadScoring.Core.Queue;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Api;

/// <summary>POST /api/leads/status.</summary>
[Trait("Category", StoreUnderTest.Any)]
public sealed class LeadStatusTests : IAsyncLifetime
{
    private const string Path = "/api/leads/status";
    private ApiHost _api = null!;

    public async Task InitializeAsync() => _api = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Status_answers_what_became_of_each_lead_and_can_be_undone_by_it()
    {
        var (ada, bob, cid) = (await _api.LeadAsync("ada@example.com"), await _api.LeadAsync("bob@example.com"), await _api.LeadAsync("cid@example.com"));
        (await _api.PostAsync(Path, new { leadIds = new[] { bob }, status = "qualified" })).Expect(200);
        await _api.DeleteAsync($"/api/leads/{cid}");
        var answer = (await _api.PostAsync(Path, new { leadIds = new[] { ada, bob, ada, cid, "nobody" }, status = "qualified" })).Expect(200);
        Assert.Equal($$"""{"changed":[{"leadId":"{{ada}}","previousStatus":"new"}],"unchanged":["{{bob}}"],"unknown":["{{cid}}","nobody"]}""", answer.GetRawText());
        Assert.Equal(2, (await _api.GetAsync("/api/leads?status=qualified")).Expect(200).GetProperty("total").GetInt32());
        (await _api.PostAsync(Path, new { leadIds = new[] { ada }, status = "new" })).Expect(200);
        Assert.Equal("new", (await _api.GetAsync($"/api/leads/{ada}")).Expect(200).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Status_from_another_one_leaves_other_leads_alone()
    {
        var (ada, bob) = (await _api.LeadAsync("ada@example.com"), await _api.LeadAsync("bob@example.com"));
        (await _api.PostAsync(Path, new { leadIds = new[] { ada, bob }, status = "contacted" })).Expect(200);
        (await _api.PostAsync(Path, new { leadIds = new[] { bob }, status = "customer" })).Expect(200);
        var undo = (await _api.PostAsync(Path, new { leadIds = new[] { ada, bob, "nobody" }, status = "new", from = "contacted" })).Expect(200);
        Assert.Equal($$"""{"changed":[{"leadId":"{{ada}}","previousStatus":"contacted"}],"unchanged":["{{bob}}"],"unknown":["nobody"]}""", undo.GetRawText());
        Assert.Equal("customer", (await _api.GetAsync($"/api/leads/{bob}")).Expect(200).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Status_is_announced_of_each_lead_that_it_changed_also_when_redis_was_away()
    {
        string[] leads = [await _api.LeadAsync("ada@example.com"), await _api.LeadAsync("bob@example.com")];
        await Wait.UntilAsync(() => Task.FromResult(_api.Feed.Announced.Count == 2), "the leads' announcements");
        _api.Feed.Throws = new QueueUnavailableException("away");
        (await _api.PostAsync(Path, new { leadIds = leads, status = "lost" })).Expect(200);
        (await _api.PostAsync(Path, new { leadIds = leads, status = "lost" })).Expect(200);
        await Wait.UntilAsync(() => Task.FromResult(_api.Feed.Attempts > 2), "it was tried");
        _api.Feed.Throws = null;
        await Wait.UntilAsync(() => Task.FromResult(_api.Feed.Announced.Count == 4), "the announcements");
        Assert.Equal(leads.Select(id => ("lead", id, 2L)), _api.Feed.Announced.Skip(2).Select(a => (a.Kind, a.Change.LeadId, a.Change.Version)));
        await Wait.UntilAsync(
            async () => (await _api.Services.GetRequiredService<IOutbox>().NotAnnouncedAsync(long.MaxValue, 10, default)).Count == 0, "the marks");
    }

    [Theory]
    [InlineData("""{"leadIds":[],"status":"new"}""", "leadIds")]
    [InlineData("""{"leadIds":null,"status":"new"}""", "leadIds")]
    [InlineData("""{"leadIds":"x","status":"new"}""", "leadIds")]
    [InlineData("""{"leadIds":[1],"status":"new"}""", "leadIds")]
    [InlineData("""{"leadIds":["x",null],"status":"new"}""", "leadIds")]
    [InlineData("""{"leadIds":["x",""],"status":"new"}""", "leadIds")]
    [InlineData("""{"status":"new"}""", "leadIds")]
    [InlineData("""{"leadIds":["x"]}""", "status")]
    [InlineData("""{"leadIds":["x"],"status":null}""", "status")]
    [InlineData("""{"leadIds":["x"],"status":""}""", "status")]
    [InlineData("""{"leadIds":["x"],"status":"New"}""", "status")]
    [InlineData("""{"leadIds":["x"],"status":"new","from":"open"}""", "from")]
    public async Task Status_names_the_field_that_is_wrong_and_what_to_send(string json, string field)
    {
        var message = (await _api.PostAsync(Path, json)).ExpectProblem(400, field);
        Assert.Contains(field != "leadIds" ? "one of new, contacted, qualified, customer, lost" : "an array of 1 to 1000 lead ids", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_takes_a_thousand_leads_and_no_more()
    {
        (await _api.PostAsync(Path, new { leadIds = Enumerable.Range(0, 1000).Select(i => $"l{i}"), status = "new" })).Expect(200);
        var message = (await _api.PostAsync(Path, new { leadIds = Enumerable.Range(0, 1001).Select(i => $"l{i}"), status = "new" })).ExpectProblem(400, "leadIds");
        Assert.Contains("it has 1001", message, StringComparison.Ordinal);
    }
}
