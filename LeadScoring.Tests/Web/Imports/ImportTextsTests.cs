using System.Net;
using System.Text.Json;
using LeadScoring.Contracts.Imports;
using LeadScoring.Web.Http;
using LeadScoring.Web.Imports;

namespace LeadScoring.Tests.Web.Imports;

/// <summary>What the dialog says about a file and its import.</summary>
public sealed class ImportTextsTests
{
    [Theory]
    [InlineData(0, "This file is empty. Choose another one.")]
    [InlineData(1, null)]
    [InlineData(1L << 30, null)]
    [InlineData((1L << 30) + 1, "This file is larger than 1 GB. Split it, and import the parts.")]
    public void Import_refuses_a_file_by_its_size(long bytes, string? expected) => Assert.Equal(expected, ImportTexts.Refusal(bytes));

    [Theory]
    [InlineData("leads", "email", 10, 1, null)]
    [InlineData("leads", "name", 10, 10, "No column has an e-mail address, by which leads are told apart.")]
    [InlineData("leads", "email", 0, 0, "The file has no rows.")]
    [InlineData("leads", "email", 10, 10, "Every row would be rejected.")]
    [InlineData("events", "eventType email", 10, 1, null)]
    [InlineData("events", "eventType leadId", 10, 1, null)]
    [InlineData("events", "email timestamp", 10, 10, "No column has the type of the events.")]
    [InlineData("events", "eventType timestamp", 10, 10, "No column says whose events they are: an e-mail address or a lead ID.")]
    public void Import_says_why_nothing_of_a_file_could_count(string kind, string fields, long rows, long rejected, string? expected) =>
        Assert.Equal(expected, ImportTexts.Obstacle(File(kind, fields, rows) with { Rejected = rejected }));

    /// <summary>The rows after the beginning may be better.</summary>
    [Fact]
    public void Import_of_a_file_whose_beginning_is_rejected_is_offered_all_the_same() =>
        Assert.Null(ImportTexts.Obstacle(File("leads", "email", 10) with { Rejected = 10, IsComplete = false }));

    [Fact]
    public void Import_notes_what_would_surprise()
    {
        Assert.Empty(ImportTexts.Notes(File("leads", "email name", 3)));
        Assert.Equal(["No column has a name. Leads are named by their e-mail address."], ImportTexts.Notes(File("leads", "email", 3)));
        Assert.Equal(
            ["The text was read as windows-1252. Check accents in the examples.", "Row 3 names the columns. The rows before it are skipped.", "No column has a time. All events happen now."],
            ImportTexts.Notes(File("events", "eventId eventType email", 3) with { Encoding = "windows-1252", HeaderRow = 3 }));
        Assert.Single(ImportTexts.Notes(File("events", "eventType email date", 3)), "No column has an event ID. Each event is known by what its row says, so you can import the same file again.");
    }

    [Theory]
    [InlineData("events", 9_541, 439, 20, 0, 0, "9,541 counted, 439 were there already, 20 rejected.")]
    [InlineData("events", 5, 1, 0, 0, 2, "5 counted, 1 was there already. 2 leads created.")]
    [InlineData("events", 5, 0, 0, 3, 0, "5 counted, 3 could not be scored.")]
    [InlineData("leads", 0, 3, 1, 0, 412, "412 leads created, 3 were there already, 1 rejected.")]
    [InlineData("leads", 0, 0, 0, 0, 1, "1 lead created.")]
    public void Import_sums_up_what_became_of_the_rows(string kind, long scored, long duplicates, long rejected, long failed, long created, string expected) =>
        Assert.Equal(expected, ImportTexts.Result(Import(kind, "completed") with { Scored = scored, Duplicates = duplicates, Rejected = rejected, Failed = failed, CreatedLeads = created }));

    [Theory]
    [InlineData("email: Required: a text of 1 to 254 characters.", "no e-mail address")]
    [InlineData("name: Required: a text of 1 to 200 characters.", "no name")]
    [InlineData("leadId: Required: the id of the lead, or its e-mail address as email.", "no e-mail address and no lead ID")]
    [InlineData("eventType: Required: 1 to 64 of a-z 0-9 _ . : -, beginning with a letter, such as page_view.", "no event type")]
    [InlineData("email: Must be an e-mail address.", "E-mail: must be an e-mail address.")]
    [InlineData("timestamp: Must be a time.", "Time: must be a time.")]
    [InlineData("row: It is not a JSON object.", "It is not a JSON object.")]
    [InlineData("It has 3 cells, and the header 4.", "It has 3 cells, and the header 4.")]
    public void Import_says_why_a_row_is_rejected_in_the_words_of_the_page(string error, string expected) => Assert.Equal(expected, ImportTexts.Reason(error));

    [Fact]
    public void Import_lists_conflicts_and_rows_of_deleted_leads_with_the_rejected_ones() =>
        Assert.Equal("5 counted, 6 rejected.", ImportTexts.Result(Import("events", "completed") with { Scored = 5, Rejected = 1, Conflicts = 2, LeadDeleted = 3 }));

    [Theory]
    [InlineData("running", false)]
    [InlineData("processing", false)]
    [InlineData("completed", true)]
    [InlineData("interrupted", true)]
    [InlineData("failed", true)]
    public void Import_is_over_when_nothing_of_it_goes_on(string state, bool isOver) => Assert.Equal(isOver, ImportTexts.IsOver(Import("events", state)));

    [Theory]
    [InlineData(1, "1 byte")]
    [InlineData(2_048, "2 KB")]
    [InlineData(5_500_000, "5.2 MB")]
    public void Import_shows_sizes_that_can_be_read(long bytes, string expected) => Assert.Equal(expected, ImportTexts.Size(bytes));

    [Theory]
    [InlineData(0, null, null, "The connection was cut, or the file can't be read any more.", "Import the file again: what had arrived counts once.")]
    [InlineData(400, """{"title":"The request is not valid.","status":400,"errors":{"file":["An Excel workbook. Save it as CSV."]}}""", HttpStatusCode.BadRequest, "This file can't be imported.", "An Excel workbook. Save it as CSV.")]
    [InlineData(400, """{"title":"No row of the file is valid.","status":400,"detail":"Row 2: x","importId":"i1"}""", HttpStatusCode.BadRequest, "No row of the file is valid.", "Row 2: x")]
    [InlineData(413, null, HttpStatusCode.RequestEntityTooLarge, "The file is larger than 1 GB.", "Split it, and import the parts.")]
    [InlineData(503, """{"title":"The API does not answer.","status":503,"detail":"Again."}""", HttpStatusCode.ServiceUnavailable, "The API does not answer.", "Again.")]
    [InlineData(502, null, HttpStatusCode.BadGateway, "The API answered 502.", "Import the file again in a moment: what had arrived counts once.")]
    public void Import_that_is_refused_says_what_to_do(int status, string? body, HttpStatusCode? code, string title, string detail)
    {
        var problem = Assert.Throws<ApiException>(() => Answer(status, body).Read<InspectionResponse>());

        Assert.Equal((code, title, detail), (problem.Status, problem.Title, problem.Detail));
    }

    [Fact]
    public void Import_that_is_refused_after_it_began_still_has_its_rejected_rows()
    {
        Assert.Equal("i1", Answer(400, """{"title":"t","status":400,"importId":"i1"}""").ImportId);
        Assert.Null(Answer(400, """{"title":"t","status":400}""").ImportId);
        Assert.True(Answer(-1, null).IsCancelled);
    }

    private static ImportAnswer Answer(int status, string? body) =>
        JsonSerializer.Deserialize<ImportAnswer>($$"""{"status":{{status}},"body":{{body ?? "null"}}}""", JsonSerializerOptions.Web)!;

    private static InspectionResponse File(string kind, string fields, long rows) => new(
        kind, "csv", "utf-8", ",", 1, [.. fields.Split(' ').Select(field => new InspectedColumnResponse(field, field, []))], rows, true, 0, 0, [], []);

    private static ImportResponse Import(string kind, string state) => new(
        "i1", kind, "file.csv", "csv", "utf-8", ",", [], [], state, null, false, 0, null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, default, default, null);
}
