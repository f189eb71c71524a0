using System.Text.Json;

namespace LeadScoring.Tests.Imports.RealWorld;

/// <summary>What a client says about the columns of its file, and what the record says about how a file was understood.</summary>
public sealed class MappingTests : RealWorldTests
{
    public static TheoryData<FileCase> LeadFiles => new()
    {
        new("Typeform", "#,What's your name?,Where can we write to?,Network ID\n1,Ada,ada@x.example,n1\n", "Ada <ada@x.example> {\"#\":\"1\"}")
        {
            Mapping = """{"columns":{"What's your name?":"name","Where can we write to?":"email","Network ID":""}}""",
        },
        new("German", "Vorname;Nachname;Mailadresse;Firma;Ort\nAda;Byron;ada@x.example;Acme;Bonn\n", "Ada Byron <ada@x.example> of Acme {\"Ort\":\"Bonn\"}")
        {
            Mapping = """{"columns":{"Vorname":"firstName","Nachname":"lastName","Mailadresse":"email","Firma":"company"}}""",
        },
        new("a known name that means something else", "Name,Email,Company\nAda,ada@x.example,yes\n", "Ada <ada@x.example> {\"Company\":\"yes\"}") { Mapping = """{"columns":{"Company":"metadata.*"}}""" },
        new("a column left out", "Name,Email,Secret\nAda,ada@x.example,s\n", "Ada <ada@x.example>") { Mapping = """{"columns":{"Secret":""}}""" },
        new("the delimiter", "Name;Email\nAda;ada@x.example\n", "Ada <ada@x.example>") { Mapping = """{"delimiter":";"}""" },
        new("nothing", "Name;Email\nAda;ada@x.example\n", "Ada <ada@x.example>") { Mapping = "{}" },
        new("another column for the address than the known one", "Email,Private Email,Name\nsales@x.example,ada@x.example,Ada\n", "Ada <ada@x.example> {\"Email\":\"sales@x.example\"}") { Mapping = """{"columns":{"Private Email":"email","Email":"metadata.*"}}""" },
        new("members of JSON", """[{"who":"Ada","contact":"ada@x.example"}]""", "Ada <ada@x.example>") { Mapping = """{"columns":{"who":"name","contact":"email"}}""" },
        new("a field that does not exist", "Name,Email\nAda,ada@x.example\n", "400 mapping: columns.Name") { Mapping = """{"columns":{"Name":"nickname"}}""" },
        new("no JSON", "Name,Email\nAda,ada@x.example\n", "400 mapping: JSON") { Mapping = "name=Name" },
        new("a list", "Name,Email\nAda,ada@x.example\n", "400 mapping: ") { Mapping = "[]" },
        new("a delimiter of two characters", "Name,Email\nAda,ada@x.example\n", "400 mapping: delimiter") { Mapping = """{"delimiter":"::"}""" },
        new("a column that the file does not have", "Name,Email\nAda,ada@x.example\n", "400 mapping: Nickname") { Mapping = """{"columns":{"Nickname":"name"}}""" },
        new("a field twice", "A,B,Email\nx,y,ada@x.example\n", "400 mapping: name") { Mapping = """{"columns":{"A":"name","B":"name"}}""" },
    };

    [Theory]
    [MemberData(nameof(LeadFiles))]
    public Task Mapped_leads(FileCase file) => CheckLeadsAsync(file);

    public static TheoryData<FileCase> EventFiles => new()
    {
        new("a time among several", "Event Type,Email,Created At,Happened\npage_view,ada@x.example,2026-01-09,2026-01-05\n", "page_view ada@x.example 2026-01-05T00:00:00.000Z {\"Created At\":\"2026-01-09\"}")
        {
            Mapping = """{"columns":{"Happened":"timestamp","Created At":"metadata.*"}}""",
        },
        new("day and time although there is a timestamp", "Event Type,Email,Timestamp,Day,Hour\npage_view,ada@x.example,2026-01-09,2026-01-05,08:30\n", "page_view ada@x.example 2026-01-05T08:30:00.000Z {\"Timestamp\":\"2026-01-09\"}")
        {
            Mapping = """{"columns":{"Day":"date","Hour":"time"}}""",
        },
        new("Mixpanel", """{"what":"page_view","distinct_id":"ada@x.example","$insert_id":"m1"}""", "page_view ada@x.example #m1") { Mapping = """{"columns":{"what":"eventType","distinct_id":"email","$insert_id":"eventId"}}""" },
        new("the time left out", "Event Type,Email,Timestamp\npage_view,ada@x.example,soon\n", "page_view ada@x.example") { Mapping = """{"columns":{"Timestamp":""}}""" },
        new("metadata and day", "Kind,Mail,Day,Hour,Extra\npage_view,ada@x.example,2026-01-05,08:30,\"{\"\"a\"\":1}\"\n", "page_view ada@x.example 2026-01-05T08:30:00.000Z {\"a\":1}")
        {
            Mapping = """{"columns":{"Kind":"eventType","Mail":"email","Day":"date","Hour":"time","Extra":"metadata"}}""",
        },
    };

    [Theory]
    [MemberData(nameof(EventFiles))]
    public Task Mapped_events(FileCase file) => CheckEventsAsync(file);

    [Fact]
    public async Task The_record_says_how_the_file_was_understood()
    {
        await Api.LeadAsync("ada@x.example");
        var answer = await Api.UploadAsync(Events, Encoded.Raw("Event Type;E-Mail;Occurred At;Stra\u00dfe\r\npage_view;ada@x.example;2026-01-05;x\r\npage_view;ada@x.example;;\r\npurchase;ada@x.example;;\r\n"));
        Assert.Equal(202, answer.Status);
        var record = (await Api.GetAsync(answer.Location!)).Expect(200);
        Assert.Equal(("windows-1252", ";", "csv"), (record.GetProperty("encoding").GetString(), record.GetProperty("delimiter").GetString(), record.GetProperty("format").GetString()));
        Assert.Equal(
            [("Event Type", "eventType"), ("E-Mail", "email"), ("Occurred At", "timestamp"), ("Straße", "metadata.*")],
            record.GetProperty("columns").EnumerateArray().Select(c => (c.GetProperty("name").GetString()!, c.GetProperty("field").GetString()!)));
        Assert.Contains(("timestamp", 2), record.GetProperty("defaults").EnumerateArray().Select(d => (d.GetProperty("field").GetString()!, d.GetProperty("rows").GetInt32())));
        Assert.Equal((0, 0), (record.GetProperty("conflicts").GetInt32(), record.GetProperty("leadDeleted").GetInt32()));
    }

    [Fact]
    public async Task The_record_names_the_columns_that_are_not_used()
    {
        (await SendAsync(Leads, "Name,Email,Secret\nAda,ada@x.example,s\n"u8.ToArray(), """{"columns":{"Secret":""}}""")).Expect(200);
        await Api.UploadAsync(Leads, (await Api.GetAsync("/api/export/leads")).Text);
        var records = (await Api.GetAsync("/api/imports")).Expect(200);
        Assert.Equal([("Name", "name"), ("Email", "email"), ("Secret", null)], Columns(records[1]));
        Assert.Equal(["Score", "Created", "Lead ID", "Rank", "Events", "Last Event", "Updated"], Columns(records[0]).Where(c => c.Field is null).Select(c => c.Name));
    }

    private static IEnumerable<(string Name, string? Field)> Columns(JsonElement record) =>
        record.GetProperty("columns").EnumerateArray().Select(c => (c.GetProperty("name").GetString()!, c.GetProperty("field").GetString()));
}
