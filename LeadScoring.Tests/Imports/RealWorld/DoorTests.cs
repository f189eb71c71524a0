namespace LeadScoring.Tests.Imports.RealWorld;

/// <summary>What clients send to the endpoints for single things: empty texts, ids, whole numbers.</summary>
public sealed class DoorTests : RealWorldTests
{
    [Theory]
    [InlineData("""{"name":"Ada","email":"ada@x.example","company":"","status":"","metadata":""}""")]
    [InlineData("""{"name":"Ada","email":"ada@x.example","company":null,"status":null,"metadata":null}""")]
    [InlineData("""{"name":" Ada ","email":"ada@x.example","company":" ","status":" ","metadata":"\t"}""")]
    public async Task Empty_texts_of_a_lead_are_as_left_out(string json)
    {
        (await Api.PostAsync("/api/leads", json)).Expect(201);
        var lead = Assert.Single((await FileOutcome.LeadsAsync(Api)).Values);
        Assert.Equal(("Ada", null, "new", "null"), (lead.GetProperty("name").GetString(), lead.GetProperty("company").GetString(), lead.GetProperty("status").GetString(), lead.GetProperty("metadata").GetRawText()));
    }

    [Theory]
    [InlineData("\"timestamp\":\"\",\"metadata\":\"\"")]
    [InlineData("\"timestamp\":null,\"metadata\":null,\"email\":\"\"")]
    [InlineData("\"timestamp\":\" \",\"metadata\":\" \",\"email\":null")]
    public async Task Empty_texts_of_an_event_are_as_left_out(string members)
    {
        var lead = await Api.LeadAsync("ada@x.example");
        var json = $$"""{"eventId":"e1","eventType":"page_view","leadId":"{{lead}}",{{members}}}""";
        (await Api.PostAsync("/api/events", json)).Expect(202);
        (await Api.PostAsync("/api/events/batch", $"[{json.Replace("\"e1\"", "\"e2\"", StringComparison.Ordinal)}]")).Expect(202);
        Assert.Equal([("e1", false, null), ("e2", false, null)], Api.Queue.Enqueued.Select(e => (e.EventId, e.TimestampGiven, e.Metadata)));
    }

    [Fact]
    public async Task The_word_NULL_is_a_text_where_it_is_no_file()
    {
        (await Api.PostAsync("/api/leads", """{"name":"Ada","email":"ada@x.example","company":"NULL"}""")).Expect(201);
        Assert.Equal("NULL", Assert.Single((await FileOutcome.LeadsAsync(Api)).Values).GetProperty("company").GetString());
    }

    [Theory]
    [InlineData("-Agny091SquKnsrW2NEKUA")]
    [InlineData("_zJMVRDXQBKQWw")]
    [InlineData("=a")]
    [InlineData("+a")]
    [InlineData("@a")]
    [InlineData(".a")]
    [InlineData("~")]
    [InlineData("-")]
    public async Task An_eventId_begins_with_any_of_its_characters(string id)
    {
        var lead = await Api.LeadAsync("ada@x.example");
        (await Api.PostAsync("/api/events", new { eventId = id, eventType = "page_view", leadId = lead })).Expect(202);
        Assert.Equal(id, Assert.Single(Api.Queue.Enqueued).EventId);
    }

    [Theory]
    [InlineData("10.0", 200)]
    [InlineData("1e1", 200)]
    [InlineData("1.00E+1", 200)]
    [InlineData("100e-1", 200)]
    [InlineData("1.5", 400)]
    [InlineData("1e400", 400)]
    [InlineData("1e-1", 400)]
    public async Task Whole_numbers_are_read_however_they_are_written(string number, int status)
    {
        var answer = await Api.PutAsync("/api/rules/page_view", $$"""{"points":{{number}}}""");
        if (status == 200) Assert.Equal(10, answer.Expect(200).GetProperty("points").GetInt32());
        else answer.ExpectProblem(400, "points");
    }
}
