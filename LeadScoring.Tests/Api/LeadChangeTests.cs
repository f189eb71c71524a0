using System.Text.Json;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Queue;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;
using Microsoft.Extensions.Time.Testing;

namespace LeadScoring.Tests.Api;

/// <summary>PUT and DELETE of a lead, and what is announced about leads.</summary>
[Trait("Category", StoreUnderTest.Any)]
public sealed class LeadChangeTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async Task InitializeAsync() => _api = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_put_replaces_the_whole_lead()
    {
        var created = (await _api.PostAsync("/api/leads", """{"name":"Ada","email":"ada@example.com","company":"Acme","status":"qualified","metadata":{"a":1}}""")).Expect(201);
        var id = created.GetProperty("id").GetString();
        await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "purchase", leadId = id });
        var put = (await _api.PutAsync($"/api/leads/{id}", """{"name":" Ada L ","email":"ada@example.org"}""")).Expect(200);
        Assert.Equal(put.GetRawText(), (await _api.GetAsync($"/api/leads/{id}")).Expect(200).GetRawText());
        Assert.Equal(("Ada L", "ada@example.org", "new", 100), (
            put.GetProperty("name").GetString(), put.GetProperty("email").GetString(), put.GetProperty("status").GetString(), put.GetProperty("currentScore").GetInt32()));
        Assert.Equal(JsonValueKind.Null, put.GetProperty("company").ValueKind);
        Assert.Equal(JsonValueKind.Null, put.GetProperty("metadata").ValueKind);
        Assert.Equal(created.GetProperty("createdAt").GetString(), put.GetProperty("createdAt").GetString());
    }

    [Fact]
    public async Task A_put_says_what_is_wrong_and_changes_nothing()
    {
        var id = await _api.LeadAsync("john@example.com");
        var other = await _api.LeadAsync("jane@example.com");
        var taken = (await _api.PutAsync($"/api/leads/{id}", """{"name":"J","email":"JANE@example.com"}""")).ExpectProblem(409);
        Assert.Equal(other, taken.GetProperty("existingLeadId").GetString());
        (await _api.PutAsync($"/api/leads/{id}", """{"name":"J"}""")).ExpectProblem(400, "email");
        (await _api.PutAsync($"/api/leads/{id}", """{"name":"J","email":"j@example.com","status":"hot"}""")).ExpectProblem(400, "status");
        (await _api.PutAsync("/api/leads/nobody", """{"name":"J","email":"j@example.com"}""")).ExpectProblem(404, "id");
        (await _api.PutAsync($"/api/leads/{id}", "{")).ExpectProblem(400);
        Assert.Equal("John Doe", (await _api.GetAsync($"/api/leads/{id}")).Expect(200).GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_deleted_lead_is_gone_and_its_address_free()
    {
        var id = await _api.LeadAsync();
        await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "purchase", leadId = id });
        var deleted = await _api.DeleteAsync($"/api/leads/{id}");
        Assert.Equal((204, ""), (deleted.Status, deleted.Text));
        foreach (var path in new[] { "", "/events", "/history" }) (await _api.GetAsync($"/api/leads/{id}{path}")).ExpectProblem(404, "id");
        (await _api.DeleteAsync($"/api/leads/{id}")).ExpectProblem(404, "id");
        (await _api.PutAsync($"/api/leads/{id}", """{"name":"J","email":"j@example.com"}""")).ExpectProblem(404, "id");
        (await _api.PostAsync("/api/events", new { eventId = "e2", eventType = "purchase", leadId = id })).ExpectProblem(404, "leadId");
        (await _api.PostAsync("/api/events", new { eventId = "e2", eventType = "purchase", email = "john@example.com" })).ExpectProblem(404, "email");
        Assert.Equal("[]", (await _api.GetAsync("/api/leaderboard")).Text);
        Assert.Equal(0, (await _api.GetAsync("/api/leads?search=john")).Expect(200).GetProperty("total").GetInt32());
        Assert.NotEqual(id, await _api.LeadAsync());
    }

    [Fact]
    public async Task A_job_of_a_deleted_lead_says_so_and_its_eventId_stays_used()
    {
        var id = await _api.LeadAsync();
        await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "purchase", leadId = id });
        await _api.DeleteAsync($"/api/leads/{id}");
        var again = await _api.LeadAsync();
        await JobAsync();
        var duplicate = (await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "purchase", leadId = again }, "wait=5")).Expect(200).GetProperty("result");
        Assert.True(duplicate.GetProperty("duplicate").GetBoolean());
        Assert.True(duplicate.GetProperty("conflict").GetBoolean());
        Assert.Equal(0, duplicate.GetProperty("score").GetInt32());
        while (await _api.Services.GetRequiredService<ILeadStore>().PurgeAsync(100, default)) continue;
        await JobAsync();

        async Task JobAsync()
        {
            var job = (await _api.GetAsync("/api/queue/job/e1")).Expect(200);
            Assert.Equal(("failed", "lead deleted"), (job.GetProperty("state").GetString(), job.GetProperty("failedReason").GetString()));
        }
    }

    [Fact]
    public async Task Somebody_who_waits_for_a_duplicate_of_a_deleted_leads_event_is_answered_also_when_the_worker_cannot_tell()
    {
        var id = await _api.LeadAsync();
        await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "purchase", leadId = id });
        await _api.DeleteAsync($"/api/leads/{id}");
        var again = await _api.LeadAsync();
        _api.Queue.SendsResults = false;
        var result = (await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "purchase", leadId = again }, "wait=5")).Expect(200).GetProperty("result");
        Assert.True(result.GetProperty("duplicate").GetBoolean());
    }

    [Fact]
    public async Task Every_change_of_a_lead_is_announced_with_a_newer_version()
    {
        var id = await _api.LeadAsync();
        await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "purchase", leadId = id });
        await _api.PutAsync($"/api/leads/{id}", """{"name":"J","email":"j@example.com"}""");
        await _api.PutAsync($"/api/leads/{id}", """{"name":"J"}""");
        await _api.DeleteAsync($"/api/leads/{id}");
        await Wait.UntilAsync(() => Task.FromResult(_api.Feed.Announced.Count == 3), "three announcements");
        Assert.Equal(
            [("lead", 0L, 0L), ("lead", 100L, 100L), ("deleted", 100L, 0L)],
            _api.Feed.Announced.Select(a => (a.Kind, a.Change.PreviousScore, a.Change.Score)));
        Assert.Equal([1, 3, 4], _api.Feed.Announced.Select(a => a.Change.Version));
        Assert.All(_api.Feed.Announced, a => Assert.Equal(id, a.Change.LeadId));
    }

    [Fact]
    public async Task Leads_can_be_written_while_redis_is_away_and_are_announced_in_order_when_it_is_back()
    {
        _api.Feed.Throws = new QueueUnavailableException("away", new TimeoutException());
        var id = await _api.LeadAsync();
        (await _api.PutAsync($"/api/leads/{id}", """{"name":"J","email":"j@example.com"}""")).Expect(200);
        Assert.Equal(204, (await _api.DeleteAsync($"/api/leads/{id}")).Status);
        Assert.Empty(_api.Feed.Announced);
        _api.Feed.Throws = null;
        await Wait.UntilAsync(() => Task.FromResult(_api.Feed.Announced.Count == 3), "the announcements");
        Assert.Equal(["lead", "lead", "deleted"], _api.Feed.Announced.Select(a => a.Kind));
    }

    [Theory]
    [InlineData("%", 1)]
    [InlineData("%25", 1)]
    [InlineData("100%25+sure", 1)]
    [InlineData("_", 0)]
    [InlineData("\"", 1)]
    [InlineData("*", 0)]
    [InlineData("ZOE", 1)]
    [InlineData("zo%C3%AB", 1)]
    [InlineData("%F0%9F%9A%80", 1)]
    [InlineData("z", 1)]
    [InlineData("%20%20", 3)]
    [InlineData("%00", 0)]
    [InlineData("%FF%FE", 0)]
    [InlineData("%EF%BF%BF", 0)]
    public async Task Search_takes_whatever_a_query_string_can_carry(string text, int found)
    {
        foreach (var (name, i) in new[] { "Zoë \"Q\" 🚀", "100% sure", "plain" }.Select((n, i) => (n, i)))
        {
            (await _api.PostAsync("/api/leads", new { name, email = $"x{i}@example.com" })).Expect(201);
        }

        Assert.Equal(found, (await _api.GetAsync("/api/leads?search=" + text)).Expect(200).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task What_waits_to_be_announced_is_tried_once_more_at_the_end()
    {
        await using var api = await ApiHost.StartAsync(services: s => s.AddSingleton<TimeProvider>(new FakeTimeProvider())); // nothing is tried again by itself
        api.Feed.Throws = new QueueUnavailableException("away");
        var lead = await api.LeadAsync("late@example.com");
        await Wait.UntilAsync(() => Task.FromResult(api.Feed.Attempts > 0), "it was tried once");
        api.Feed.Throws = null;
        Assert.Empty(api.Feed.Announced);
        await api.StopAsync();
        Assert.Contains(api.Feed.Announced, a => a.Change.LeadId == lead);
    }
}
