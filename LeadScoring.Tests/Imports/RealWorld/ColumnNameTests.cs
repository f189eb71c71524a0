using LeadScoring.Tests.Api.Fakes;

namespace LeadScoring.Tests.Imports.RealWorld;

/// <summary>Names of columns as programs and people write them.</summary>
public sealed class ColumnNameTests : RealWorldTests
{
    [Theory]
    [InlineData(0x00a0, "no-break space")]
    [InlineData(0x200b, "zero width space")]
    [InlineData(0xfeff, "byte order mark")]
    [InlineData(0x00ad, "soft hyphen")]
    [InlineData(0x202f, "narrow no-break space")]
    [InlineData(0x2007, "figure space")]
    [InlineData(0x2003, "em space")]
    [InlineData(0x3000, "ideographic space")]
    [InlineData(0x2060, "word joiner")]
    [InlineData(0x200d, "zero width joiner")]
    [InlineData(0x200e, "left-to-right mark")]
    [InlineData(0x200f, "right-to-left mark")]
    [InlineData(0x202a, "left-to-right embedding")]
    [InlineData(0x034f, "combining grapheme joiner")]
    [InlineData(0xfe0f, "variation selector")]
    [InlineData(0x2028, "line separator")]
    [InlineData(0x2011, "non-breaking hyphen")]
    public async Task Invisible_characters_in_the_name_of_a_column_do_not_matter(int character, string name)
    {
        var c = (char)character;
        foreach (var header in new[] { $"{c}Event ID", $"Event{c}ID", $"Event ID{c}", $"\"{c} Event{c} {c}ID{c}\"" })
        {
            await using var api = await ApiHost.StartAsync();
            await api.LeadAsync("ada@x.example");
            (await api.UploadAsync(Events, $"Event Type,{header},Email\npage_view,e1,ada@x.example\n")).Expect(202);
            var read = Assert.Single(api.Queue.Enqueued);
            Assert.True((read.EventId, read.Metadata) == ("e1", null), $"a {name} in {header}: {read.EventId} {read.Metadata}");
        }
    }

    public static TheoryData<FileCase> EventFiles => new()
    {
        new("capitals and underscores", "EVENT_ID,EVENT_TYPE,E_MAIL,TIME_STAMP\ne1,page_view,ada@x.example,2026-01-05\n", "page_view ada@x.example 2026-01-05T00:00:00.000Z #e1"),
        new("dots", "event.id,event.type,email\ne1,page_view,ada@x.example\n", "page_view ada@x.example #e1"),
        new("a line break inside", "\"Event\nID\",\"Event\r\nType\",Email\ne1,page_view,ada@x.example\n", "page_view ada@x.example #e1"),
        new("marks of required fields", "* Event ID,Event Type *,Email:\ne1,page_view,ada@x.example\n", "page_view ada@x.example #e1"),
        new("accents", "Event ID,Event Type,Émail\ne1,page_view,ada@x.example\n", "page_view ada@x.example #e1"),
        new("tabs and double spaces around", "\tEvent  ID ; Event Type\t;  Email\ne1;page_view;ada@x.example\n", "page_view ada@x.example #e1"),
        new("Timestamp (UTC)", "Event Type,Email,Timestamp (UTC)\npage_view,ada@x.example,2026-01-05 08:30:00\n", "page_view ada@x.example 2026-01-05T08:30:00.000Z"),
        new("Event Time", "Event Type,Email,Event Time\npage_view,ada@x.example,2026-01-05T08:30:00Z\n", "page_view ada@x.example 2026-01-05T08:30:00.000Z"),
        new("Event Timestamp", "Event Type,Email,event_timestamp\npage_view,ada@x.example,2026-01-05T08:30:00Z\n", "page_view ada@x.example 2026-01-05T08:30:00.000Z"),
        new("Occurred At", "Event Type,Email,Occurred At\npage_view,ada@x.example,2026-01-05T08:30:00Z\n", "page_view ada@x.example 2026-01-05T08:30:00.000Z"),
        new("occurredAt", "eventType,email,occurredAt\npage_view,ada@x.example,2026-01-05T08:30:00Z\n", "page_view ada@x.example 2026-01-05T08:30:00.000Z"),
        new("Created At", "Event Type,Email,Created At\npage_view,ada@x.example,2026-01-05T08:30:00Z\n", "page_view ada@x.example 2026-01-05T08:30:00.000Z"),
        new("created_at, as Rails names it", "id;event_type;email;created_at\n7;page_view;ada@x.example;2026-01-05 08:30:00 UTC\n", "page_view ada@x.example 2026-01-05T08:30:00.000Z {\"id\":\"7\"}"),
        new("Date and Time", "Date,Time,Event Type,Email\n2026-01-05,08:30,page_view,ada@x.example\n", "page_view ada@x.example 2026-01-05T08:30:00.000Z"),
        new("Time before Date", "Time,Event Type,Date,Email\n08:30:15,page_view,2026-01-05,ada@x.example\n", "page_view ada@x.example 2026-01-05T08:30:15.000Z"),
        new("Date alone", "Date,Event Type,Email\n2026-01-05,page_view,ada@x.example\n", "page_view ada@x.example 2026-01-05T00:00:00.000Z"),
        new("Date/Time", "Date/Time,Event Type,Email\n2026-01-05 08:30,page_view,ada@x.example\n", "page_view ada@x.example 2026-01-05T08:30:00.000Z"),
        new("two columns for the time: the second is metadata", "Event Type,Email,Timestamp,Created At\npage_view,ada@x.example,2026-01-05T08:30:00Z,2026-01-06\n", "page_view ada@x.example 2026-01-05T08:30:00.000Z {\"Created At\":\"2026-01-06\"}"),
        new("a column that names the time before one that may be of the record", "Event Type,Email,Event Time,Created At\npage_view,ada@x.example,2026-01-05T08:30:00Z,2026-01-09\n", "page_view ada@x.example 2026-01-05T08:30:00.000Z {\"Created At\":\"2026-01-09\"}"),
        new("day and time before one that may be of the record", "Event Type,Email,Created,Date,Time\npage_view,ada@x.example,2026-01-09,2026-01-05,08:30\n", "page_view ada@x.example 2026-01-05T08:30:00.000Z {\"Created\":\"2026-01-09\"}"),
        new("a timestamp before day and time, which are kept", "Event Type,Email,Timestamp,Date,Time\npage_view,ada@x.example,2026-01-05T08:30:00Z,5 January,half past eight\n", "page_view ada@x.example 2026-01-05T08:30:00.000Z {\"Date\":\"5 January\",\"Time\":\"half past eight\"}"),
        new("of each row the surest that has a value", "Event Type,Email,Timestamp,Date,Time,Created At\npage_view,ada@x.example,,2026-02-01,10:00,2026-03-01\npage_view,bob@x.example,2026-02-02,,,\nlogin,ada@x.example,,,,2026-03-01\n",
            "page_view ada@x.example 2026-02-01T10:00:00.000Z {\"Created At\":\"2026-03-01\"}", "page_view bob@x.example 2026-02-02T00:00:00.000Z", "login ada@x.example 2026-03-01T00:00:00.000Z"),
        new("the same of JSON", "[{\"eventType\":\"page_view\",\"email\":\"ada@x.example\",\"createdAt\":\"2026-03-01\",\"timestamp\":null}]", "page_view ada@x.example 2026-03-01T00:00:00.000Z"),
        new("another system's lead id beside an address", "Lead ID,Email,Event\n00Q5e00000XyZ,ada@x.example,page_view\n", "page_view ada@x.example {\"Lead ID\":\"00Q5e00000XyZ\"}"),
        new("another system's lead id alone", "Lead ID,Event\n00Q5e00000XyZ,page_view\n", "rejected 1", "row 2: leadId: No lead has this id"),
        new("Date (UTC) and Time (UTC)", "Event Type,Email,Date (UTC),Time (UTC)\npage_view,ada@x.example,2026-01-05,08:30\n", "page_view ada@x.example 2026-01-05T08:30:00.000Z"),
        new("Date (UTC) alone", "Event Type,Email,Date (UTC)\npage_view,ada@x.example,2026-01-05 08:30:00\n", "page_view ada@x.example 2026-01-05T08:30:00.000Z"),
        new("the same name twice", "Event Type,Email,Page,Page\npage_view,ada@x.example,/a,/b\n", "400 file: Page"),
        new("Event, as SendGrid and Segment name it", "Event,Email\npage_view,ada@x.example\n", "page_view ada@x.example"),
        new("event_name, as Google Analytics names it", "event_name,email,event_params\npage_view,ada@x.example,x\n", "page_view ada@x.example {\"event_params\":\"x\"}"),
        new("$email, as Mixpanel names it", "event,$email,$city\npage_view,ada@x.example,Bonn\n", "page_view ada@x.example {\"$city\":\"Bonn\"}"),
        new("Lead Email", "Event Type,Lead Email\npage_view,ada@x.example\n", "page_view ada@x.example"),
        new("names that only contain a known one are metadata", "Event Type,Email,Email Subject,Event Type Version,Time Zone\npage_view,ada@x.example,Hello,2,CET\n", "page_view ada@x.example {\"Email Subject\":\"Hello\",\"Event Type Version\":\"2\",\"Time Zone\":\"CET\"}"),
        new("columns without a name", "Event Type,,Email,\npage_view,x,ada@x.example,y\n", "page_view ada@x.example {\"column2\":\"x\",\"column4\":\"y\"}"),
        new("no column for the type", "Name,Email\nAda,ada@x.example\n", "400 file: eventType"),
        new("no column for the lead", "Event Type,Timestamp\npage_view,2026-01-05\n", "400 file: email"),
    };

    [Theory]
    [MemberData(nameof(EventFiles))]
    public Task Columns_of_events(FileCase file) => CheckEventsAsync(file);

    public static TheoryData<FileCase> LeadFiles => new()
    {
        new("Mailchimp", "Email Address,First Name,Last Name,Phone Number,MEMBER_RATING\nada@x.example,Ada,Byron,,2\n", "Ada Byron <ada@x.example> {\"MEMBER_RATING\":\"2\"}"),
        new("HubSpot", "Record ID,First Name,Last Name,Email,Phone Number,Company Name\n1001,Ada,Byron,ada@x.example,5550100,Acme\n", "Ada Byron <ada@x.example> of Acme {\"Phone Number\":\"5550100\",\"Record ID\":\"1001\"}"),
        new("Salesforce's report of leads", "\"First Name\",\"Last Name\",\"Title\",\"Company / Account\",\"Email\"\n\"Ada\",\"Byron\",\"Countess\",\"Acme\",\"ada@x.example\"\n", "Ada Byron <ada@x.example> of Acme {\"Title\":\"Countess\"}"),
        new("Salesforce's Data Loader", "\"FIRSTNAME\",\"LASTNAME\",\"COMPANY\",\"EMAIL\",\"STATUS\"\n\"Ada\",\"Byron\",\"Acme\",\"ada@x.example\",\"\"\n", "Ada Byron <ada@x.example> of Acme"),
        new("Pipedrive", "Person - Name,Person - Organization,Person - Email - Work\nAda Byron,Acme,ada@x.example\n", "Ada Byron <ada@x.example> of Acme"),
        new("Google Contacts", "First Name,Middle Name,Last Name,Organization Name,E-mail 1 - Label,E-mail 1 - Value\nAda,,Byron,Acme,Work,ada@x.example\n", "Ada Byron <ada@x.example> of Acme {\"E-mail 1 - Label\":\"Work\"}"),
        new("Google Contacts, as it was until 2024", "Given Name,Family Name,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Value,Organization 1 - Name\nAda,Byron,* Work,ada@x.example,a@y.example,Acme\n", "Ada Byron <ada@x.example> of Acme {\"E-mail 1 - Type\":\"* Work\",\"E-mail 2 - Value\":\"a@y.example\"}"),
        new("Google Forms", "\"Timestamp\",\"Email Address\",\"Name\"\n\"2026/01/05 9:30:00 AM GMT+1\",\"ada@x.example\",\"Ada\"\n", "Ada <ada@x.example> {\"Timestamp\":\"2026/01/05 9:30:00 AM GMT+1\"}"),
        new("Outlook", "First Name,Last Name,Company,E-mail Address\nAda,Byron,Acme,ada@x.example\n", "Ada Byron <ada@x.example> of Acme"),
        new("LinkedIn's connections", "Notes:\n\"When exporting your data, some of the addresses are missing.\"\n\nFirst Name,Last Name,Email Address,Company,Connected On\nAda,Byron,ada@x.example,Acme,05 Jan 2026\n", "Ada Byron <ada@x.example> of Acme {\"Connected On\":\"05 Jan 2026\"}"),
        new("Moodle", "username,firstname,lastname,email\naby17,Ada,Byron,ada@x.example\n", "Ada Byron <ada@x.example> {\"username\":\"aby17\"}"),
        new("a name and its parts, which are kept", "Full Name,First Name,Last Name,Email\nAda King,Ada,Byron,ada@x.example\n", "Ada King <ada@x.example> {\"First Name\":\"Ada\",\"Last Name\":\"Byron\"}"),
        new("a name in some rows, its parts in others", "Name,First Name,Last Name,Email\n,Jane,Roe,jane@x.example\nAda King,,,ada@x.example\n", "Ada King <ada@x.example>", "Jane Roe <jane@x.example>"),
        new("German", "Vorname;Nachname;Firma;E-Mail-Adresse\nAda;Byron;Acme;ada@x.example\n", "Ada Byron <ada@x.example> of Acme"),
        new("French", "Prénom;Nom;Société;Courriel\nAda;Byron;Acme;ada@x.example\n", "Ada Byron <ada@x.example> of Acme"),
        new("Spanish", "Nombre;Apellidos;Empresa;Correo electrónico\nAda;Byron;Acme;ada@x.example\n", "Ada Byron <ada@x.example> of Acme"),
        new("a user name alone", "username,email\naby17,ada@x.example\n", "aby17 <ada@x.example>"),
        new("Calendly", "Invitee Name,Invitee Email,Event Type Name\nAda Byron,ada@x.example,Demo\n", "Ada Byron <ada@x.example> {\"Event Type Name\":\"Demo\"}"),
        new("Brevo", "EMAIL;FIRSTNAME;LASTNAME;SMS\nada@x.example;Ada;Byron;5550100\n", "Ada Byron <ada@x.example> {\"SMS\":\"5550100\"}"),
        new("Klaviyo", "Email,First Name,Last Name,Organization\nada@x.example,Ada,Byron,Acme\n", "Ada Byron <ada@x.example> of Acme"),
        new("Shopify", "First Name,Last Name,Email,Accepts Email Marketing\nAda,Byron,ada@x.example,yes\n", "Ada Byron <ada@x.example> {\"Accepts Email Marketing\":\"yes\"}"),
        new("Full Name and Lead Status", "Full Name,Email,Company,Lead Status\nAda Byron,ada@x.example,Acme,Qualified\n", "Ada Byron <ada@x.example> of Acme (qualified)"),
        new("only addresses", "email\nada@x.example\nbob@x.example\n", "ada@x.example <ada@x.example>", "bob@x.example <bob@x.example>"),
        new("only addresses, quoted", "\"E-Mail\"\r\n\"ada@x.example\"\r\n", "ada@x.example <ada@x.example>"),
        new("a lead without a name", "Name,Email\n,ada@x.example\n", "ada@x.example <ada@x.example>"),
        new("only a first name", "Email,First Name,Last Name\nada@x.example,Ada,\nbob@x.example,,Babbage\neve@x.example,,\n", "Ada <ada@x.example>", "Babbage <bob@x.example>", "eve@x.example <eve@x.example>"),
        new("the last name first", "Last Name;First Name;E-Mail\nByron;Ada;ada@x.example\n", "Ada Byron <ada@x.example>"),
        new("snake case", "first_name,last_name,email_address,company_name\nAda,Byron,ada@x.example,Acme\n", "Ada Byron <ada@x.example> of Acme"),
        new("camel case", "firstName,lastName,emailAddress,companyName\nAda,Byron,ada@x.example,Acme\n", "Ada Byron <ada@x.example> of Acme"),
        new("a second address is metadata", "Name,Email,Email Address\nAda,ada@x.example,a@y.example\n", "Ada <ada@x.example> {\"Email Address\":\"a@y.example\"}"),
        new("names that only contain a known one are metadata", "Name,Email,Company Size,Email Opt Out,Company Domain Name\nAda,ada@x.example,50,no,acme.example\n", "Ada <ada@x.example> {\"Company Domain Name\":\"acme.example\",\"Company Size\":\"50\",\"Email Opt Out\":\"no\"}"),
        new("JSON with the names of columns", "[{\"Email Address\":\"ada@x.example\",\"First Name\":\"Ada\",\"Last Name\":\"Byron\",\"Company Name\":\"Acme\"}]", "Ada Byron <ada@x.example> of Acme"),
        new("no address", "Name,Phone\nAda,5550100\n", "400 file: email"),
    };

    [Theory]
    [MemberData(nameof(LeadFiles))]
    public Task Columns_of_leads(FileCase file) => CheckLeadsAsync(file);
}
