namespace LeadScoring.Tests.Imports.RealWorld;

/// <summary>What stands in cells: markers of nothing, protected formulas, space around texts, names in parts.</summary>
public sealed class CellTests : RealWorldTests
{
    [Theory]
    [InlineData("")]
    [InlineData("NULL")]
    [InlineData("null")]
    [InlineData("\\N")]
    [InlineData("N/A")]
    [InlineData("n/a")]
    [InlineData("#N/A")]
    [InlineData("None")]
    [InlineData("(null)")]
    [InlineData("NaN")]
    [InlineData("nil")]
    [InlineData(" NULL ")]
    [InlineData("\u00a0")]
    [InlineData("\u200b")]
    [InlineData("\"\"")]
    [InlineData("\" \"")]
    public async Task A_marker_of_nothing_is_an_empty_cell(string nothing)
    {
        await Api.LeadAsync("ada@x.example");
        FileOutcome.AssertMatches(["page_view ada@x.example"], await OutcomeAsync(Events, $"Event ID,Event Type,Lead ID,Email,Timestamp,Metadata\n{nothing},page_view,{nothing},ada@x.example,{nothing},{nothing}\n"));
        FileOutcome.AssertMatches(["Bob <bob@x.example>"], await OutcomeAsync(Leads, $"Name,Email,Company,Status,Metadata\nBob,bob@x.example,{nothing},{nothing},{nothing}\n"));
    }

    /// <summary>240 characters of a domain.</summary>
    private static readonly string Long = string.Join('.', Enumerable.Repeat(new string('l', 59), 4));

    public static TheoryData<FileCase> LeadFiles => new()
    {
        new("people called Null", "Name,Email\nNull,null@x.example\nNone,none@x.example\n", "None <none@x.example>", "Null <null@x.example>"),
        new("a last name of Null", "First Name,Last Name,Email\nJennifer,Null,j@x.example\n", "Jennifer Null <j@x.example>"),
        new("markers in further columns are kept", "Name,Email,Note,Plan\nAda,ada@x.example,N/A,None\n", "Ada <ada@x.example> {\"Note\":\"N/A\",\"Plan\":\"None\"}"),
        new("a long address without a name", $"Email\nada@{Long}.example\n", $"{$"ada@{Long}.example"[..200]} <ada@{Long}.example>"),
        new("an address with a direction mark, without a name", "Email\nada\u200e@x.example\n", "ada@x.example <ada@x.example>"),
        new("markers in JSON", "{\"name\":\"Ada\",\"email\":\"ada@x.example\",\"company\":\"NULL\",\"status\":\"N/A\"}\n", "Ada <ada@x.example>"),
        new("a company whose name begins like a marker", "Name,Email,Company\nAda,ada@x.example,Nullsoft\nBob,bob@x.example,None Such Ltd\n", "Ada <ada@x.example> of Nullsoft", "Bob <bob@x.example> of None Such Ltd"),
        new("empty texts and nulls of JSON", "{\"name\":\"Ada\",\"email\":\"ada@x.example\",\"company\":\"\",\"status\":\"\",\"metadata\":\"\"}\n{\"name\":\"Bob\",\"email\":\"bob@x.example\",\"company\":null,\"status\":null,\"metadata\":null,\"x\":\" \"}\n", "Ada <ada@x.example>", "Bob <bob@x.example>"),
        new("metadata null beside further members", "{\"name\":\"N\",\"email\":\"n@x.example\",\"metadata\":null,\"source\":\"fair\"}\n", "N <n@x.example> {\"source\":\"fair\"}"),
        new("a protected formula", "Name,Email,Company\n'+1 Media,'+49155@sms.example.com,'@home Ltd\n", "+1 Media <+49155@sms.example.com> of @home Ltd"),
        new("each character that is protected", "Name,Email\n'=a,a@x.example\n'-b,b@x.example\n'@c,c@x.example\n'+d,d@x.example\n'＝e,e@x.example\n'＋f,f@x.example\n'－g,g@x.example\n'＠h,h@x.example\n",
            "=a <a@x.example>", "-b <b@x.example>", "@c <c@x.example>", "+d <d@x.example>", "＝e <e@x.example>", "＋f <f@x.example>", "－g <g@x.example>", "＠h <h@x.example>"),
        new("apostrophes that protect nothing", "Name,Email,Company\n'n Beetje,n@x.example,'t Hooft\n'Ada',a@x.example,'07 Ltd\n", "'Ada' <a@x.example> of '07 Ltd", "'n Beetje <n@x.example> of 't Hooft"),
        new("only one apostrophe is taken off", "Name,Email\n''=a,a@x.example\n", "'=a <a@x.example>"),
        new("protected further columns", "Name,Email,Phone\nAda,ada@x.example,'+49 30 123\nBob,bob@x.example,'030 123\n", "Ada <ada@x.example> {\"Phone\":\"+49 30 123\"}", "Bob <bob@x.example> {\"Phone\":\"'030 123\"}"),
        new("space and invisible characters around texts", "Name,Email,Company,Note\n\u00a0 Ada\u200b, \ufeffada@x.example\u00a0,\tAcme \u3000,\u200e x \u2003\n", "Ada <ada@x.example> of Acme {\"Note\":\"x\"}"),
        new("space inside texts is kept", "Name,Email,Company\nAda  M. Byron,ada@x.example,A  B\n", "Ada  M. Byron <ada@x.example> of A  B"),
        new("space around the parts of a name", "First Name,Last Name,Email\n Ada ,\u00a0Byron,ada@x.example\n", "Ada Byron <ada@x.example>"),
        new("a name that shows nothing", "Name,Email\n\u200b\u200b,ada@x.example\n", "ada@x.example <ada@x.example>"),
        new("the status in any case", "Name,Email,Status\nAda,ada@x.example,QUALIFIED\nBob,bob@x.example, Customer \nEve,eve@x.example,king\n", "Ada <ada@x.example> (qualified)", "Bob <bob@x.example> (customer)", "rejected 1", "row 4: status"),
        new("an address in display form", "Name,Email\nAda,Ada Byron <ada@x.example>\nBob,bob@x.example\n", "Bob <bob@x.example>", "rejected 1", "row 2: email"),
    };

    [Theory]
    [MemberData(nameof(LeadFiles))]
    public Task Cells_of_leads(FileCase file) => CheckLeadsAsync(file);

    public static TheoryData<FileCase> EventFiles => new()
    {
        new("leadId beside an empty e-mail and the other way round", "Event Type,Lead ID,Email\npage_view,{ada},\npurchase,,bob@x.example\ndemo_request,\\N,eve@x.example\n", "page_view ada@x.example", "purchase bob@x.example", "demo_request eve@x.example"),
        new("leadId and e-mail of two leads", "Event Type,Lead ID,Email\npage_view,{ada},bob@x.example\npage_view,{ada},ada@x.example\n", "page_view ada@x.example", "rejected 1", "row 2: email"),
        new("the required type is empty", "Event Type,Email\nNULL,ada@x.example\npage_view,ada@x.example\n", "page_view ada@x.example", "rejected 1", "row 2: eventType"),
        new("ids that begin with - or _", "Event ID,Event Type,Email\n-Agny091SquKnsrW2NEKUA,page_view,ada@x.example\n_x,page_view,bob@x.example\n=a,page_view,eve@x.example\n", "page_view ada@x.example #-Agny091SquKnsrW2NEKUA", "page_view bob@x.example #_x", "page_view eve@x.example #=a"),
        new("protected ids", "Event ID,Event Type,Email\n'-Agny,page_view,ada@x.example\n'=b,page_view,bob@x.example\n", "page_view ada@x.example #-Agny", "page_view bob@x.example #=b"),
        new("an id with a space", "Event ID,Event Type,Email\na b,page_view,ada@x.example\nc,page_view,ada@x.example\n", "page_view ada@x.example #c", "rejected 1", "row 2: eventId"),
        new("metadata that is no object", "Event Type,Email,Metadata\npage_view,ada@x.example,[1]\npage_view,ada@x.example,text\npage_view,ada@x.example,{}\n", "page_view ada@x.example {}", "rejected 2", "row 2: metadata", "row 3: metadata"),
        new("metadata that is broken off", "Event Type,Email,Metadata\npage_view,ada@x.example,\"{\"\"a\"\":1\"\npurchase,ada@x.example,\n", "purchase ada@x.example", "rejected 1", "row 2: metadata"),
        new("a member of the metadata and a column with its name", "Event Type,Email,Metadata,page\npage_view,ada@x.example,\"{\"\"page\"\":\"\"/a\"\"}\",/b\n", "page_view ada@x.example {\"page\":\"/a\",\"page (column)\":\"/b\"}"),
        new("a member of the metadata and a column that say the same", "Event Type,Email,Metadata,n\npage_view,ada@x.example,\"{\"\"n\"\":5}\",5\n", "page_view ada@x.example {\"n\":5}"),
        new("an address in any spelling", "Event Type,Email\npage_view,ADA@X.Example\npurchase,\u200bada@x.example\ndemo_request, ada@x\u00ad.example\n", "page_view ada@x.example", "purchase ada@x.example", "demo_request ada@x.example"),
        new("an unknown address", "Event Type,Email\npage_view,who@x.example\npage_view,ada@x.example\n", "page_view ada@x.example", "rejected 1", "row 2: email"),
    };

    [Theory]
    [MemberData(nameof(EventFiles))]
    public Task Cells_of_events(FileCase file) => CheckEventsAsync(file);

    /// <summary>Such as no request may have; it stays in the metadata.</summary>
    [Theory]
    [InlineData("Ada\u202egrb")]
    [InlineData("x\u2066Ada\u2069x")]
    [InlineData("\u3164")]
    [InlineData("\u200b\u200b")]
    [InlineData("Ada\u0007")]
    public async Task A_name_that_no_lead_may_have_does_not_cost_the_event(string name)
    {
        var file = $"Event Type,Email,Name,Company\npage_view,ada@x.example,\"{name}\",\"{name}\"\npage_view,bob@x.example,Bob,{new string('x', 201)}\n";
        var lines = await OutcomeAsync(Events + "?createLeads=true", file);
        Assert.Equal(["ada@x.example <ada@x.example>", "Bob <bob@x.example>"], lines.Where(line => line.Contains('<', StringComparison.Ordinal)));
        Assert.Equal(2, lines.Count(line => line.StartsWith("page_view ", StringComparison.Ordinal)));
        Assert.Equal(4, lines.Count);
    }

    [Fact]
    public async Task Leads_are_made_of_the_columns_that_other_programs_have()
    {
        var lines = await OutcomeAsync(Events + "?createLeads=true", "Event Type,Email,First Name,Last Name,Company Name\npage_view,new@x.example,Ada,Byron,Acme\npage_view,bare@x.example,,,\n");
        Assert.Equal(["bare@x.example <bare@x.example>", "Ada Byron <new@x.example> of Acme"], lines.Where(line => line.Contains('<', StringComparison.Ordinal)));
    }
}
