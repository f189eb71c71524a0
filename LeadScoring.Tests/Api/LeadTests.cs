using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;
using System.Text.Json;

namespace LeadScoring.Tests.Api;

[Trait("Category", StoreUnderTest.Any)]
public sealed class LeadTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async Task InitializeAsync() => _api = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_created_lead_is_at_its_location_with_every_field()
    {
        var created = await _api.PostAsync("/api/leads", """
            {"name":" Zoë Łuk ","email":"zoe@example.com","company":"Acme","status":"qualified","metadata":{"source":"fair","n":[1,{"x":"é"}]},"unknown":1}
            """);
        var lead = created.Expect(201);
        Assert.Equal($"/api/leads/{lead.GetProperty("id").GetString()}", created.Location);

        lead = (await _api.GetAsync(created.Location!)).Expect(200);
        Assert.Equal(
            ["id", "name", "email", "company", "status", "currentScore", "rank", "eventCount", "lastEventAt", "createdAt", "updatedAt", "metadata"],
            lead.EnumerateObject().Select(p => p.Name));
        Assert.Equal("Zoë Łuk", lead.GetProperty("name").GetString());
        Assert.Equal("qualified", lead.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, lead.GetProperty("lastEventAt").ValueKind);
        Assert.Equal("""{"source":"fair","n":[1,{"x":"é"}]}""", lead.GetProperty("metadata").GetRawText());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", lead.GetProperty("createdAt").GetString());
    }

    [Fact]
    public async Task A_taken_email_is_a_conflict_that_names_the_lead()
    {
        var id = await _api.LeadAsync("john@example.com");
        var problem = (await _api.PostAsync("/api/leads", """{"name":"J","email":"JOHN@Example.com"}""")).ExpectProblem(409);
        Assert.Equal(id, problem.GetProperty("existingLeadId").GetString());
    }

    [Theory]
    [InlineData("""{"email":"a@example.com"}""", "name")]
    [InlineData("""{"name":null,"email":"a@example.com"}""", "name")]
    [InlineData("""{"name":"   ","email":"a@example.com"}""", "name")]
    [InlineData("""{"name":5,"email":"a@example.com"}""", "name")]
    [InlineData("""{"name":["x"],"email":"a@example.com"}""", "name")]
    [InlineData("""{"name":"a\u0000b","email":"a@example.com"}""", "name")]
    [InlineData("""{"name":"a\nb","email":"a@example.com"}""", "name")]
    [InlineData("""{"name":"\ud800","email":"a@example.com"}""", "name")]
    [InlineData("""{"name":"A","name":"B","email":"a@example.com"}""", "name")]
    [InlineData("""{"name":"A"}""", "email")]
    [InlineData("""{"name":"A","email":"nobody"}""", "email")]
    [InlineData("""{"name":"A","email":"@example.com"}""", "email")]
    [InlineData("""{"name":"A","email":"a@"}""", "email")]
    [InlineData("""{"name":"A","email":"a@b@example.com"}""", "email")]
    [InlineData("""{"name":"A","email":"a b@example.com"}""", "email")]
    [InlineData("""{"name":"A","email":"a@example..com"}""", "email")]
    [InlineData("""{"name":"A","email":"a\u0000@example.com"}""", "email")]
    [InlineData("""{"name":"A","email":true}""", "email")]
    [InlineData("""{"name":"A","email":"a@example.com","company":{}}""", "company")]
    [InlineData("""{"name":"A","email":"a@example.com","company":"\u0007"}""", "company")]
    [InlineData("""{"name":"A","email":"a@example.com","status":"New"}""", "status")]
    [InlineData("""{"name":"A","email":"a@example.com","status":0}""", "status")]
    [InlineData("""{"name":"A","email":"a@example.com","metadata":[1]}""", "metadata")]
    [InlineData("""{"name":"A","email":"a@example.com","metadata":"x"}""", "metadata")]
    public async Task A_wrong_field_is_named(string json, string field)
    {
        (await _api.PostAsync("/api/leads", json)).ExpectProblem(400, field);
        Assert.Equal(0, (await _api.GetAsync("/api/leads")).Expect(200).GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task Oversized_fields_are_named_all_at_once()
    {
        var problem = (await _api.PostAsync("/api/leads", new
        {
            name = new string('n', 201), email = new string('e', 250) + "@example.com", company = new string('c', 201),
            metadata = new { x = new string('m', 32 * 1024) },
        })).ExpectProblem(400);
        Assert.Equal(["name", "email", "company", "metadata"], problem.GetProperty("errors").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Fields_at_their_limits_are_taken()
    {
        (await _api.PostAsync("/api/leads", new { name = new string('n', 200), email = "a@example.com", company = new string('c', 200) })).Expect(201);
    }

    [Theory]
    [InlineData("/api/leads/nobody")]
    [InlineData("/api/leads/nobody/events")]
    [InlineData("/api/leads/nobody/history")]
    [InlineData("/api/leads/%F0%9F%98%80'%20OR%201=1--")]
    public async Task An_unknown_lead_is_not_found(string path) => (await _api.GetAsync(path)).ExpectProblem(404, "id");

    [Fact]
    public async Task Leads_are_searched_filtered_sorted_and_paged()
    {
        foreach (var name in new[] { "anna", "bert", "cleo" }) await _api.LeadAsync($"{name}@example.com");
        var page = (await _api.GetAsync("/api/leads?page=2&limit=2&sort=name")).Expect(200);
        Assert.Equal(3, page.GetProperty("total").GetInt64());
        Assert.Equal(2, page.GetProperty("pages").GetInt64());
        Assert.Equal(2, page.GetProperty("page").GetInt32());
        Assert.Single(page.GetProperty("leads").EnumerateArray());
        Assert.False(page.GetProperty("totalIsLowerBound").GetBoolean());

        page = (await _api.GetAsync("/api/leads?search=BERT&status=new&minScore=0&maxScore=10")).Expect(200);
        Assert.Equal("bert@example.com", page.GetProperty("leads")[0].GetProperty("email").GetString());
        page = (await _api.GetAsync("/api/leads?search=" + Uri.EscapeDataString("%_'\"\\*\0"))).Expect(200);
        Assert.Equal(0, page.GetProperty("total").GetInt64());
    }

    [Theory]
    [InlineData("page=0", "page")]
    [InlineData("page=x", "page")]
    [InlineData("page=501", "page")]
    [InlineData("page=51&limit=200", "page")]
    [InlineData("page=99999999999", "page")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("minScore=a", "minScore")]
    [InlineData("minScore=5&maxScore=4", "minScore")]
    [InlineData("maxScore=1.5", "maxScore")]
    [InlineData("status=nobody", "status")]
    [InlineData("status=new&status=nobody", "status")]
    [InlineData("status=new,lost", "status")]
    [InlineData("sort=score", "sort")]
    [InlineData("activeSince=yesterday", "activeSince")]
    [InlineData("inactiveSince=2026-13-01", "inactiveSince")]
    [InlineData("activeSince=2026-01-02&inactiveSince=2026-01-01", "activeSince")]
    [InlineData("activeSince=2026-01-01&inactiveSince=2026-01-01T00:00:00Z", "activeSince")]
    public async Task A_wrong_parameter_is_named(string query, string field) =>
        (await _api.GetAsync("/api/leads?" + query)).ExpectProblem(400, field);

    [Theory]
    [InlineData("/api/leads?")]
    [InlineData("/api/export/leads?")]
    [InlineData("/api/leaderboard?")]
    public async Task Leads_are_filtered_by_any_of_several_statuses(string path)
    {
        string[] names = ["new", "contacted", "qualified", "customer", "lost"];
        foreach (var (status, i) in names.Select((status, i) => (status, i)))
        {
            var lead = (await _api.PostAsync("/api/leads", new { name = status, email = $"{status}@example.com", status })).Expect(201).GetProperty("id").GetString()!;
            for (var n = 0; n < i; n++) await _api.Queue.CommitAsync(lead, $"{status}{n}", "page_view", n);
        }

        async Task<string> FoundAsync(string query)
        {
            var answer = await _api.GetAsync(path + query);
            Assert.Equal(200, answer.Status);
            return string.Join(' ', names.Where(name => answer.Text.Contains($"{name}@example.com", StringComparison.Ordinal)));
        }

        Assert.Equal("new lost", await FoundAsync("status=lost&status=new"));
        Assert.Equal("contacted", await FoundAsync("status=contacted&status=contacted"));
        Assert.Equal("contacted", await FoundAsync("status=&status=contacted&limit="));
        Assert.Equal("new contacted qualified customer lost", await FoundAsync(string.Join('&', names.Select(name => $"status={name}"))));
        Assert.Equal("new contacted qualified customer lost", await FoundAsync("status="));
        Assert.Equal("new contacted qualified customer lost", await FoundAsync("status=&status="));
        var message = (await _api.GetAsync(path + "status=new,lost")).ExpectProblem(400, "status");
        Assert.Equal("Must be one of new, contacted, qualified, customer, lost; for several, repeat the parameter: status=new&status=contacted.", message);
        Assert.Equal("Must be one of new, contacted, qualified, customer, lost.", (await _api.GetAsync(path + "status=lost&status=New")).ExpectProblem(400, "status"));
    }

    [Theory]
    [InlineData("/api/leads?")]
    [InlineData("/api/export/leads?")]
    public async Task Leads_that_are_back_are_found(string path)
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (name, status, days) in new[] { ("back", "new", new[] { 50, 1 }), ("steady", "new", [50, 20, 1]), ("lost", "lost", [20, 1]), ("customer", "customer", [50, 1]) })
        {
            var lead = (await _api.PostAsync("/api/leads", new { name, email = $"{name}@example.com", status })).Expect(201).GetProperty("id").GetString()!;
            foreach (var day in days) await _api.Queue.CommitAsync(lead, $"{name}{day}", "page_view", now.AddDays(-day).ToUnixTimeMilliseconds());
        }

        foreach (var (query, expected) in new[]
        {
            ("returned=true", "back lost"), ("returned=true&status=customer&status=new", "back customer"), ("returned=true&search=lost", "lost"),
            ("returned=false", "back steady lost customer"), ("returned=", "back steady lost customer"),
        })
        {
            var text = (await _api.GetAsync(path + query)).Text;
            Assert.Equal(expected, string.Join(' ', new[] { "back", "steady", "lost", "customer" }.Where(name => text.Contains($"{name}@example.com", StringComparison.Ordinal))));
        }

        (await _api.GetAsync(path + "returned=yes")).ExpectProblem(400, "returned");
    }

    [Fact]
    public async Task A_leaderboard_of_some_statuses_has_the_ranks_among_all()
    {
        foreach (var (status, i) in new[] { "lost", "new", "lost", "contacted", "new" }.Select((status, i) => (status, i)))
        {
            var lead = (await _api.PostAsync("/api/leads", new { name = "n", email = $"{i}@example.com", status })).Expect(201).GetProperty("id").GetString()!;
            for (var n = i; n < 5; n++) await _api.Queue.CommitAsync(lead, $"{i}-{n}", "page_view", n);
        }

        var leaders = (await _api.GetAsync("/api/leaderboard?status=new&status=contacted&limit=2")).Expect(200).EnumerateArray().ToList();
        Assert.Equal([("1@example.com", 2), ("3@example.com", 4)], leaders.Select(l => (l.GetProperty("email").GetString()!, l.GetProperty("rank").GetInt32())));
    }

    [Theory]
    [InlineData("/api/leads?")]
    [InlineData("/api/export/leads?")]
    public async Task Leads_are_filtered_by_their_last_event(string path)
    {
        var (old, recent) = (await _api.LeadAsync("old@example.com"), await _api.LeadAsync("recent@example.com"));
        await _api.LeadAsync("never@example.com");
        await _api.Queue.CommitAsync(old, "e1", "page_view", 1_767_225_600_000); // 2026-01-01
        await _api.Queue.CommitAsync(recent, "e2", "page_view", 1_767_225_600_000);
        await _api.Queue.CommitAsync(recent, "e3", "purchase", 1_769_904_000_000); // 2026-02-01
        async Task<string> FoundAsync(string query)
        {
            var answer = await _api.GetAsync(path + query);
            Assert.Equal(200, answer.Status);
            return string.Join(' ', new[] { "old", "recent", "never" }.Where(name => answer.Text.Contains($"{name}@example.com", StringComparison.Ordinal)));
        }

        Assert.Equal("old recent never", await FoundAsync(""));
        Assert.Equal("recent", await FoundAsync("activeSince=2026-02-01"));
        Assert.Equal("", await FoundAsync("activeSince=2026-02-01T00:00:00.001Z"));
        Assert.Equal("old never", await FoundAsync("inactiveSince=2026-02-01"));
        Assert.Equal("never", await FoundAsync("inactiveSince=2026-01-01"));
        Assert.Equal("old", await FoundAsync("activeSince=2026-01-01&inactiveSince=2026-02-01&sort=-lastEventAt"));
        Assert.Equal("recent", await FoundAsync("activeSince=2026-01-01&minScore=6&status=new&search=EXAMPLE&sort=name"));
    }

    [Fact]
    public async Task The_deepest_page_can_be_asked_for() => (await _api.GetAsync("/api/leads?page=500&limit=20")).Expect(200);

    [Fact]
    public async Task The_leaderboard_is_an_array_by_score_with_ranks()
    {
        var low = await _api.LeadAsync("low@example.com");
        var high = await _api.LeadAsync("high@example.com");
        (await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "purchase", leadId = high })).Expect(202);
        var leaders = (await _api.GetAsync("/api/leaderboard?limit=5")).Expect(200);
        Assert.Equal([high, low], leaders.EnumerateArray().Select(l => l.GetProperty("id").GetString()));
        Assert.Equal([1, 2], leaders.EnumerateArray().Select(l => l.GetProperty("rank").GetInt64()));
        (await _api.GetAsync("/api/leaderboard?limit=1001")).ExpectProblem(400, "limit");
    }
}
