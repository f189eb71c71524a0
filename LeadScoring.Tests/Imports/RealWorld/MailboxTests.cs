using System.Text.Json;
using LeadScoring.Tests.Api.Exports;

namespace LeadScoring.Tests.Imports.RealWorld;

/// <summary>One mailbox is one lead, through the API as through files, and a name shows something.</summary>
public sealed class MailboxTests : RealWorldTests
{
    [Theory]
    [InlineData("zara\u200b@x.example", "zara@x.example")]
    [InlineData("\ufeffzara@x.example", "zara@x.example")]
    [InlineData("\u200ezara@x.example", "zara@x.example")]
    [InlineData("za\u00adra@x.example", "zara@x.example")]
    [InlineData("zara@x.exam\u2060ple", "zara@x.example")]
    [InlineData("zara\u034f@x.example", "zara@x.example")]
    [InlineData("zara@x.example\ufe0f", "zara@x.example")]
    [InlineData(" \u00a0Zara@X.Example\u3000", "zara@x.example")]
    [InlineData("jose\u0301@x.example", "jos\u00e9@x.example")]
    [InlineData("jos\u00e9@x.example", "jose\u0301@x.example")]
    [InlineData("JOS\u00c9@x.example", "jos\u00e9@x.example")]
    [InlineData("a@xn--bcher-kva.example", "a@b\u00fccher.example")]
    [InlineData("a@B\u00dcCHER.example", "a@xn--bcher-kva.example")]
    public async Task Spellings_of_a_mailbox_are_one_lead(string spelling, string other)
    {
        (await Api.PostAsync("/api/leads", new { name = "A", email = other })).Expect(201);
        (await Api.PostAsync("/api/leads", new { name = "B", email = spelling })).ExpectProblem(409);
        var quoted = JsonSerializer.Serialize(spelling);
        FileOutcome.AssertMatches(["duplicates 2"], await OutcomeAsync(Leads, $$"""[{"name":"C","email":{{quoted}}},{"name":"D","email":{{quoted}}}]"""));
        var lines = await OutcomeAsync(Events, $$"""[{"eventType":"page_view","email":{{quoted}}}]""");
        Assert.StartsWith("page_view ", Assert.Single(lines), StringComparison.Ordinal);
        Assert.Single((await FileOutcome.LeadsAsync(Api)).Values);
    }

    [Theory]
    [InlineData("'olga@x.example'")]
    [InlineData("olga@exam!ple.com")]
    [InlineData("olga@-x.example")]
    [InlineData("olga@x-.example")]
    [InlineData("olga@x..example")]
    [InlineData("olga@example")]
    [InlineData("olga@x.example.")]
    [InlineData("olga@exa_mple.com")]
    [InlineData("olga@1.2.3.4")]
    [InlineData("ol ga@x.example")]
    [InlineData("olga@x.example, bob@x.example")]
    [InlineData("<olga@x.example>")]
    [InlineData("mailto:olga@x.example")]
    [InlineData("\u3164@x.example")]
    [InlineData("olga@x.example;")]
    public async Task What_is_no_address_is_refused(string email)
    {
        (await Api.PostAsync("/api/leads", new { name = "Olga", email })).ExpectProblem(400, "email");
        FileOutcome.AssertMatches(
            ["Bob <bob@x.example>", "rejected 1", "row 2: email"],
            await OutcomeAsync(Leads, $"Name;Email\nOlga;\"{email}\"\nBob;bob@x.example\n"));
    }

    [Theory]
    [InlineData("o'dea@x.example")]
    [InlineData("a.b+c_d-e@x-y.example")]
    [InlineData("!#$%&*/=?^`{|}~@x.example")]
    [InlineData("1@1.example")]
    [InlineData("δοκιμή@παράδειγμα.example")]
    public async Task Unusual_addresses_are_fine(string email) =>
        FileOutcome.AssertMatches([$"O <{email}>"], await OutcomeAsync(Leads, $"Name;Email\nO;{email}\n"));

    [Theory]
    [InlineData("\u3164")]
    [InlineData("\u200b\u200b")]
    [InlineData("\u2800")]
    [InlineData("\u115f\u1160")]
    [InlineData("\uffa0")]
    [InlineData("\u00ad")]
    [InlineData("\ufeff \u200e")]
    public async Task A_name_that_shows_nothing_is_refused(string name) =>
        (await Api.PostAsync("/api/leads", new { name, email = "a@x.example" })).ExpectProblem(400, "name");

    [Theory]
    [InlineData("Ada\u202e evil")]
    [InlineData("\u2066Ada\u2069")]
    [InlineData("A\u202ada\u202c")]
    public async Task A_name_that_turns_the_text_around_is_refused(string name)
    {
        (await Api.PostAsync("/api/leads", new { name, email = "a@x.example" })).ExpectProblem(400, "name");
        FileOutcome.AssertMatches(["Bob <bob@x.example>", "rejected 1", "row 2: name"], await OutcomeAsync(Leads, $"Name,Email\nx{name}x,a@x.example\nBob,bob@x.example\n"));
    }

    [Fact]
    public async Task Names_are_sorted_as_people_look_for_them()
    {
        await OutcomeAsync(Leads, "Name,Email\nZoe,a@x.example\nÉmile,b@x.example\nElena,c@x.example\nØyvind,d@x.example\nFrank,e@x.example\n");
        string[] expected = ["Elena", "Émile", "Frank", "Øyvind", "Zoe"];
        Assert.Equal(expected, (await Api.GetAsync("/api/leads?sort=name")).Expect(200).GetProperty("leads").EnumerateArray().Select(lead => lead.GetProperty("name").GetString()!));
        Assert.Equal(expected, Csv.Read((await Api.GetAsync("/api/export/leads?sort=name")).Text).Rows.Select(row => row["Name"]));
    }
}
