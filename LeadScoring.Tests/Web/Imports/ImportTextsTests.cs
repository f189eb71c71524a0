using System.Net;
using System.Text.Json;
using LeadScoring.Contracts.Imports;
using LeadScoring.Web.Http;
using LeadScoring.Web.Imports;

namespace LeadScoring.Tests.Web.Imports;

/// <summary>What the pages say about a file and its import.</summary>
public sealed class ImportTextsTests
{
    [Theory]
    [InlineData(0, "This file is empty. Choose another one.")]
    [InlineData(1, null)]
    [InlineData(1L << 30, null)]
    [InlineData((1L << 30) + 1, "This file is larger than 1 GB. Split it, and import the parts.")]
    public void Import_refuses_a_file_by_its_size(long bytes, string? expected) => Assert.Equal(expected, ImportTexts.Refusal(bytes));

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

    [Fact]
    public void Import_says_how_far_it_is_how_fast_and_how_long_it_takes()
    {
        var reading = Import("events", "running") with { Bytes = 25, TotalBytes = 100, Rows = 5_000, UpdatedAt = default(DateTimeOffset).AddSeconds(10) };
        Assert.Equal(((25, 100), "25 %", "500 rows/s · about 30 s left"), (ImportTexts.Progress(reading), ImportTexts.Percent(ImportTexts.Progress(reading)), ImportTexts.Pace(reading)));
        var scoring = Import("events", "processing") with { Queued = 80, Waiting = 20 };
        Assert.Equal(((60, 80), "75 %", ""), (ImportTexts.Progress(scoring), ImportTexts.Percent(ImportTexts.Progress(scoring)), ImportTexts.Pace(scoring)));
        Assert.Equal("", ImportTexts.Percent(ImportTexts.Progress(Import("events", "running"))));
    }

    [Theory]
    [InlineData(0, "1 s")]
    [InlineData(59, "59 s")]
    [InlineData(61, "2 min")]
    [InlineData(7_200, "2 h")]
    public void Import_says_how_long_it_takes_in_one_unit(int seconds, string expected) => Assert.Equal(expected, ImportTexts.Left(TimeSpan.FromSeconds(seconds)));

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

    private static ImportResponse Import(string kind, string state) => new(
        "i1", kind, "file.csv", "csv", "utf-8", ",", [], [], state, null, false, 0, null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, default, default, null, []);
}
