using LeadScoring.Tests.Api.Exports;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Imports.RealWorld;

/// <summary>Files that are sent again, rows that say the same in other words, and eventIds that different rows share.</summary>
[Trait("Category", StoreUnderTest.Any)]
public sealed class SameFileTests : RealWorldTests
{
    private const string Row = """{"eventType":"page_view","email":"ada@x.example","timestamp":"2026-01-05T08:30:00Z","metadata":{"a":1,"b":{"c":2,"d":[1,2]}}}""" + "\n";

    public static TheoryData<FileCase> EventFiles => new()
    {
        new("the same", Row, "duplicates 1") { Before = [Row] },
        new("metadata in another order", """{"eventType":"page_view","email":"ada@x.example","timestamp":"2026-01-05T08:30:00Z","metadata":{"b":{"d":[1,2],"c":2},"a":1}}""", "duplicates 1") { Before = [Row] },
        new("other spaces", """{ "eventType" : "page_view" , "email" : "ada@x.example", "timestamp":"2026-01-05T08:30:00Z", "metadata" : { "a" : 1, "b": { "c": 2, "d": [ 1, 2 ] } } }""", "duplicates 1") { Before = [Row] },
        new("escapes", """{"eventType":"page_\u0076iew","email":"ada\u0040x.example","timestamp":"2026-01-05T08:30:00Z","metadata":{"\u0061":1,"b":{"c":2,"d":[1,2]}}}""", "duplicates 1") { Before = [Row] },
        new("over lines", "{\n\"eventType\":\"page_view\",\n\"email\":\"ada@x.example\",\n\"timestamp\":\"2026-01-05T08:30:00Z\",\n\"metadata\":{\n\"a\":1,\n\"b\":{\"c\":2,\"d\":[1,2]}}}\n", "duplicates 1") { Before = [Row] },
        new("another offset", Row.Replace("08:30:00Z", "09:30:00+01:00", StringComparison.Ordinal), "duplicates 1") { Before = [Row] },
        new("more digits of the same time", Row.Replace("08:30:00Z", "08:30:00.000Z", StringComparison.Ordinal), "duplicates 1") { Before = [Row] },
        new("another spelling of the address", Row.Replace("ada@", "ADA@", StringComparison.Ordinal), "duplicates 1") { Before = [Row] },
        new("the lead by its id", """{"eventType":"page_view","leadId":"{ada}","timestamp":"2026-01-05T08:30:00Z","metadata":{"a":1,"b":{"c":2,"d":[1,2]}}}""", "duplicates 1") { Before = [Row] },
        new("members beside the metadata", """{"eventType":"page_view","email":"ada@x.example","timestamp":"2026-01-05T08:30:00Z","b":{"c":2,"d":[1,2]},"a":1}""", "duplicates 1") { Before = [Row] },
        new("CSV", "b;a;Event Type;Email;Metadata;Timestamp\n;;page_view;ada@x.example;\"{\"\"b\"\":{\"\"d\"\":[1,2],\"\"c\"\":2},\"\"a\"\":1}\";2026-01-05 08:30\n", "duplicates 1") { Before = [Row] },
        new("the order of a list matters", Row.Replace("[1,2]", "[2,1]", StringComparison.Ordinal), "page_view ada@x.example 2026-01-05T08:30:00.000Z {\"a\":1,\"b\":{\"c\":2,\"d\":[2,1]}}") { Before = [Row] },
        new("a number is no text", Row.Replace("\"a\":1", "\"a\":\"1\"", StringComparison.Ordinal), "page_view ada@x.example 2026-01-05T08:30:00.000Z {\"a\":\"1\",\"b\":{\"c\":2,\"d\":[1,2]}}") { Before = [Row] },
        new("a number in other words", Row.Replace("\"a\":1", "\"a\":1.0e0", StringComparison.Ordinal), "duplicates 1") { Before = [Row] },
        new("a large number in other words", Row.Replace("\"a\":1", "\"a\":1e25", StringComparison.Ordinal), "duplicates 1") { Before = [Row.Replace("\"a\":1", "\"a\":10000000000000000000000000", StringComparison.Ordinal)] },
        new("numbers of twenty digits", Row.Replace("\"a\":1", "\"a\":12345678901234567891", StringComparison.Ordinal), "page_view ada@x.example 2026-01-05T08:30:00.000Z {\"a\":12345678901234567891,\"b\":{\"c\":2,\"d\":[1,2]}}") { Before = [Row.Replace("\"a\":1", "\"a\":12345678901234567890", StringComparison.Ordinal)] },
        new("numbers of twenty decimals", Row.Replace("\"a\":1", "\"a\":0.12345678901234567891", StringComparison.Ordinal), "page_view ada@x.example 2026-01-05T08:30:00.000Z {\"a\":0.12345678901234567891,\"b\":{\"c\":2,\"d\":[1,2]}}") { Before = [Row.Replace("\"a\":1", "\"a\":0.12345678901234567890", StringComparison.Ordinal)] },
        new("CSV with other columns, delimiter and encoding", "\ufeffPlan;Page;E-Mail;Event Type\r\ngold;/a;ada@x.example;page_view\r\n", "duplicates 1") { Before = ["Event Type,Email,Page,Plan\npage_view,ada@x.example,/a,gold\n"] },
        new("CSV with an empty column more", "Event Type,Email,Page,Empty\npage_view,ada@x.example,/a,\n", "duplicates 1") { Before = ["Event Type,Email,Page\npage_view,ada@x.example,/a\n"] },
        new("one equal row more", "Event Type,Email\npage_view,ada@x.example\npage_view,ada@x.example\npage_view,ada@x.example\n", "page_view ada@x.example", "duplicates 2") { Before = ["Event Type,Email\npage_view,ada@x.example\npage_view,ada@x.example\n"] },
        new("ids that a spreadsheet ruined", "Event ID,Event Type,Email\n1.23457E+12,page_view,ada@x.example\n1.23457E+12,purchase,ada@x.example\n1.23457E+12,page_view,bob@x.example\n", "page_view ada@x.example #1.23457E+12", "conflicts 2", "row 3: 1.23457E+12", "row 4: 1.23457E+12"),
        new("an id with another type", "Event ID,Event Type,Email\ne1,purchase,ada@x.example\ne2,page_view,ada@x.example\n", "page_view ada@x.example #e2", "conflicts 1", "row 2: e1") { Before = ["Event ID,Event Type,Email\ne1,page_view,ada@x.example\n"] },
        new("an id with another lead", "Event ID,Event Type,Email\ne1,page_view,bob@x.example\n", "conflicts 1", "row 2: e1") { Before = ["Event ID,Event Type,Email\ne1,page_view,ada@x.example\n"] },
        new("an id with another time", "Event ID,Event Type,Email,Timestamp\ne1,page_view,ada@x.example,2026-01-06\n", "conflicts 1", "row 2: e1") { Before = ["Event ID,Event Type,Email,Timestamp\ne1,page_view,ada@x.example,2026-01-05\n"] },
        new("an id with other metadata", "Event ID,Event Type,Email,Page\ne1,page_view,ada@x.example,/b\n", "conflicts 1", "row 2: e1") { Before = ["Event ID,Event Type,Email,Page\ne1,page_view,ada@x.example,/a\n"] },
        new("an id without the time is no conflict", "Event ID,Event Type,Email,Timestamp\ne1,page_view,ada@x.example,\n", "duplicates 1") { Before = ["Event ID,Event Type,Email,Timestamp\ne1,page_view,ada@x.example,2026-01-05\n"] },
        new("an id with the same in other words", """{"eventId":"e1","eventType":"page_view","leadId":"{ada}","timestamp":"2026-01-05T09:30:00+01:00","metadata":{"b":2,"a":1}}""", "duplicates 1") { Before = ["""{"eventId":"e1","eventType":"page_view","email":"ada@x.example","timestamp":"2026-01-05T08:30:00Z","metadata":{"a":1,"b":2}}"""] },
        new("an id that the file repeats with the same row", "Event ID,Event Type,Email\ne1,page_view,ada@x.example\ne1,page_view,ada@x.example\n", "page_view ada@x.example #e1", "duplicates 1"),
        new("ids in two cases are two", "Event ID,Event Type,Email\nE1,page_view,ada@x.example\ne1,purchase,ada@x.example\n", "page_view ada@x.example #E1", "purchase ada@x.example #e1"),
        new("a conflict and a duplicate in one file", "Event ID,Event Type,Email\ne1,page_view,ada@x.example\ne1,purchase,ada@x.example\n", "duplicates 1", "conflicts 1", "row 3: e1") { Before = ["Event ID,Event Type,Email\ne1,page_view,ada@x.example\n"] },
    };

    [Theory]
    [MemberData(nameof(EventFiles))]
    public Task Events_again(FileCase file) => CheckEventsAsync(file);

    public static TheoryData<FileCase> LeadFiles => new()
    {
        new("the same mailbox in other words", "Name,Email\nAda,ADA@X.EXAMPLE\nAda,a\u200bda@x.example\nAda, ada@x.example\u00a0\n", "duplicates 3") { Before = ["Name,Email\nAda,ada@x.example\n"] },
        new("composed and decomposed", "Name,Email\nJosé,jos\u00e9@x.example\nJosé,jose\u0301@x.example\n", "José <jos\u00e9@x.example>", "duplicates 1"),
        new("a domain in both forms", "Name,Email\nAda,ada@bücher.example\nAda,ada@xn--bcher-kva.example\n", "Ada <ada@bücher.example>", "duplicates 1"),
        new("all of it twice", "Name,Email\nAda,ada@x.example\nBob,bob@x.example\nAda,ada@x.example\n", "Ada <ada@x.example>", "Bob <bob@x.example>", "duplicates 1"),
        new("JSON after CSV", """{"leads":[{"name":"Ada","email":"Ada@x.example"}]}""", "duplicates 1") { Before = ["Name;Email\r\nAda;ada@x.example\r\n"] },
    };

    [Theory]
    [MemberData(nameof(LeadFiles))]
    public Task Leads_again(FileCase file) => CheckLeadsAsync(file);

    [Fact]
    public async Task Rows_of_a_deleted_lead_are_counted_and_listed_apart()
    {
        const string file = "Event ID,Event Type,Email\ne1,page_view,ada@x.example\ne2,page_view,bob@x.example\n";
        await Api.LeadAsync("bob@x.example");
        var first = await Api.LeadAsync("ada@x.example");
        Assert.Equal(2, (await Api.UploadAsync(Events, file)).Expect(202).GetProperty("queued").GetInt32());
        Assert.Equal(204, (await Api.DeleteAsync($"/api/leads/{first}")).Status);
        await Api.LeadAsync("ada@x.example");
        var answer = await Api.UploadAsync(Events, file);
        var record = (await Api.GetAsync(answer.Location!)).Expect(200);
        int Count(string name) => record.GetProperty(name).GetInt32();
        Assert.Equal((1, 1, 0, 0), (Count("leadDeleted"), Count("duplicates"), Count("conflicts"), Count("rejected")));
        Assert.Equal(1, answer.Expect(202).GetProperty("leadDeleted").GetInt32());
        Assert.Contains("deleted", (await Api.GetAsync(answer.Location + "/rejects")).Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Conflicts_are_in_the_answer_and_apart_from_rejected_rows()
    {
        await Api.LeadAsync("ada@x.example");
        var answer = await Api.UploadAsync(Events, "Event ID,Event Type,Email\ne1,page_view,ada@x.example\ne1,purchase,ada@x.example\ne2,nobody,who@x.example\n");
        var json = answer.Expect(202);
        int Count(string name) => json.GetProperty(name).GetInt32();
        Assert.Equal((1, 0, 1, 0, 1), (Count("queued"), Count("duplicates"), Count("conflicts"), Count("leadDeleted"), Count("rejected")));
        Assert.Equal(["3", "4"], Csv.Read((await Api.GetAsync(answer.Location + "/rejects")).Text).Rows.Select(row => row["Row"]).Order(StringComparer.Ordinal));
    }
}
