using System.Text.Json;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Api;

/// <summary>One mailbox is one lead, in every way in; names and texts show something.</summary>
[Trait("Category", StoreUnderTest.Any)]
public sealed class AddressTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async Task InitializeAsync() => _api = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Theory]
    [InlineData("zara@x.example", "zara\u200b@x.example")]
    [InlineData("zara@x.example", "\ufeffzara@x.example")]
    [InlineData("zara@x.example", "\u200eZARA@x.example\u200e")]
    [InlineData("zara@x.example", "\u202azara@x.example\u202c")]
    [InlineData("zara@x.example", "za\u00adra@x.example")]
    [InlineData("zara@x.example", "zara\ufe0f@x.example\u2060")]
    [InlineData("za\u00adra@x.example", "zara@x.example")]
    [InlineData("jos\u00e9@x.example", "jose\u0301@x.example")]
    [InlineData("jose\u0301@x.example", "JOS\u00c9@x.example")]
    [InlineData("jane@m\u00fcnchen.de", "jane@xn--mnchen-3ya.de")]
    [InlineData("jane@xn--mnchen-3ya.de", "jane@M\u00dcNCHEN.de")]
    [InlineData("jane@xn--mnchen-3ya.de", "jane@mu\u0308nchen.de")]
    [InlineData("o'dea@x.example", "O'Dea@x.example")]
    public async Task A_mailbox_is_one_lead_by_every_door(string first, string second)
    {
        var id = await LeadAsync(first);
        var other = await LeadAsync("other@x.example");
        var taken = (await _api.PostAsync("/api/leads", new { name = "N", email = second })).ExpectProblem(409);
        Assert.Equal(id, taken.GetProperty("existingLeadId").GetString());
        taken = (await _api.PutAsync($"/api/leads/{other}", Json(new { name = "N", email = second }))).ExpectProblem(409);
        Assert.Equal(id, taken.GetProperty("existingLeadId").GetString());

        (await _api.PostAsync("/api/events", new { eventId = "e1", eventType = "purchase", email = second })).Expect(202);
        (await _api.PostAsync("/api/events", new { eventId = "e2", eventType = "purchase", email = second, leadId = id })).Expect(202);
        (await _api.PostAsync("/api/events", new { eventId = "e3", eventType = "purchase", email = second, leadId = other })).ExpectProblem(400, "email");
        var batch = (await _api.PostAsync("/api/events/batch", new { events = new[] { new { eventId = "e4", eventType = "purchase", email = second }, new { eventId = "e5", eventType = "purchase", email = first } } })).Expect(202);
        Assert.Equal(2, batch.GetProperty("queued").GetInt32());
        Assert.Equal(400, (await _api.GetAsync($"/api/leads/{id}")).Expect(200).GetProperty("currentScore").GetInt32());

        var upload = (await _api.UploadAsync("/api/leads/upload", $"name,email\nN,{second}\nM,{first}\n")).Expect(200);
        Assert.Equal((0, 2), (upload.GetProperty("created").GetInt32(), upload.GetProperty("duplicates").GetInt32()));
        Assert.Equal(id, (await _api.GetAsync($"/api/leads?search={Uri.EscapeDataString(second)}")).Expect(200).GetProperty("leads")[0].GetProperty("id").GetString());

        var put = (await _api.PutAsync($"/api/leads/{id}", Json(new { name = "N", email = second }))).Expect(200);
        Assert.Equal(id, put.GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("\ufeffza\u00adra@x.example\u200b", "zara@x.example")]
    [InlineData("jose\u0301@x.example", "jos\u00e9@x.example")]
    [InlineData("Jane@XN--mnchen-3ya.de", "Jane@XN--mnchen-3ya.de")]
    public async Task An_address_is_shown_clean_and_as_it_was_sent(string sent, string shown)
    {
        var id = await LeadAsync(sent);
        Assert.Equal(shown, (await _api.GetAsync($"/api/leads/{id}")).Expect(200).GetProperty("email").GetString());
    }

    [Theory]
    [InlineData("'olga@x.example'", "'")]
    [InlineData("olga@exam!ple.com", "!")]
    [InlineData("olga@-x.example", "-x")]
    [InlineData("zara\u3164@x.example", "U+3164")]
    [InlineData("Olga <olga@x.example>", "without a name")]
    [InlineData("\u200b", "Required")]
    public async Task A_wrong_address_is_refused_with_what_is_wrong(string email, string named)
    {
        var message = (await _api.PostAsync("/api/leads", new { name = "N", email })).ExpectProblem(400, "email");
        Assert.Contains(named, message, StringComparison.Ordinal);
        var id = await LeadAsync("other@x.example");
        (await _api.PutAsync($"/api/leads/{id}", Json(new { name = "N", email }))).ExpectProblem(400, "email");
    }

    [Theory]
    [InlineData("\u3164", "Required: ")]
    [InlineData("\u200b\u200b", "Required: ")]
    [InlineData("\u2800", "Required: ")]
    [InlineData("\ufeff \u00a0", "Required: ")]
    [InlineData("Ada\u202egpj.exe", "U+202E")]
    [InlineData("\u2067Ada\u2069", "U+2067")]
    public async Task A_name_shows_something_and_only_itself(string name, string named)
    {
        var message = (await _api.PostAsync("/api/leads", new { name, email = "n@x.example" })).ExpectProblem(400, "name");
        Assert.Contains(named, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_and_a_company_are_trimmed_of_what_does_not_show()
    {
        var lead = (await _api.PostAsync("/api/leads", new { name = "\ufeffAda \u2764\ufe0f\u200b ", email = "n@x.example", company = "\u2800\u3164" })).Expect(201);
        Assert.Equal("Ada \u2764\ufe0f", lead.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, lead.GetProperty("company").ValueKind);
    }

    [Fact]
    public async Task Names_are_listed_and_exported_as_people_look_for_them()
    {
        string[] sorted = ["Elena", "\u00c9mile", "Frank", "\u00d8yvind", "Zoe"];
        foreach (var name in sorted.Reverse()) (await _api.PostAsync("/api/leads", new { name, email = $"n{Array.IndexOf(sorted, name)}@x.example" })).Expect(201);
        foreach (var filter in new[] { "", "&search=x.example" })
        {
            var page = (await _api.GetAsync("/api/leads?sort=name" + filter)).Expect(200);
            Assert.Equal(sorted, page.GetProperty("leads").EnumerateArray().Select(l => l.GetProperty("name").GetString()));
            var export = (await _api.GetAsync("/api/export/leads?sort=name" + filter)).Text;
            Assert.Equal(sorted, export.Split("\r\n").Skip(1).Where(line => line.Length > 0).Select(line => line.Split(',')[0]));
        }
    }

    private static string Json(object body) => JsonSerializer.Serialize(body);

    private async Task<string> LeadAsync(string email) =>
        (await _api.PostAsync("/api/leads", new { name = "N", email })).Expect(201).GetProperty("id").GetString()!;
}
