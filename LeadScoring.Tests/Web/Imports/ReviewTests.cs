using LeadScoring.Contracts.Imports;
using LeadScoring.Web.Imports;
using LeadScoring.Web.Imports.Review;

namespace LeadScoring.Tests.Web.Imports;

/// <summary>What the review of a file says, and what somebody says of the file.</summary>
public sealed class ReviewTests
{
    [Theory]
    [InlineData("leads", "email", 10, 1, null)]
    [InlineData("leads", "name", 10, 10, "Choose the column with the e-mail")]
    [InlineData("leads", "email", 0, 0, "The file has no rows")]
    [InlineData("leads", "email", 10, 10, "No row can be read")]
    [InlineData("events", "eventType email", 10, 1, null)]
    [InlineData("events", "eventType leadId", 10, 1, null)]
    [InlineData("events", "email timestamp", 10, 10, "Choose the column with the event type")]
    [InlineData("events", "eventType timestamp", 10, 10, "Choose the column with the e-mail or lead ID")]
    public void Review_says_what_to_choose_before_anything_of_a_file_could_count(string kind, string fields, long rows, long rejected, string? expected) =>
        Assert.Equal(expected, ReviewTexts.Obstacle(File(kind, fields, rows) with { Rejected = rejected }));

    /// <summary>The rows after the beginning may be better.</summary>
    [Fact]
    public void Review_of_a_file_whose_beginning_is_rejected_offers_it_all_the_same() =>
        Assert.Null(ReviewTexts.Obstacle(File("leads", "email", 10) with { Rejected = 10, IsComplete = false }));

    [Fact]
    public void Review_notes_what_would_surprise()
    {
        Assert.Empty(ReviewTexts.Notes(File("leads", "email name", 3)));
        Assert.Equal(["No column has a name. Leads are named by their e-mail address."], ReviewTexts.Notes(File("leads", "email", 3)));
        Assert.Equal(
            ["The text was read as windows-1252. Check the accents.", "Row 3 names the columns. The rows before it are skipped.", "No column has a time. All events happen now."],
            ReviewTexts.Notes(File("events", "eventId eventType email", 3) with { Encoding = "windows-1252", HeaderRow = 3 }));
        Assert.Single(ReviewTexts.Notes(File("events", "eventType email date", 3)), "No column has an event ID. Each event is known by what its row says, so you can import the same file again.");
    }

    [Theory]
    [InlineData(1_000, 0, true, "All 1,000 rows readable", "Import 1,000 rows")]
    [InlineData(1_000, 20, true, "980 of 1,000 rows readable", "Import 980 rows")]
    [InlineData(1_000, 20, false, "980 of 1,000 rows readable in the part that was looked at", "Import this file")]
    [InlineData(1_000, 0, false, "All the first 1,000 rows readable", "Import this file")]
    [InlineData(1, 0, true, "All 1 row readable", "Import 1 row")]
    public void Review_says_how_many_rows_can_be_read(long rows, long rejected, bool isComplete, string readable, string send)
    {
        var file = File("events", "eventType email", rows) with { Rejected = rejected, IsComplete = isComplete };
        Assert.Equal((readable, send), (ReviewTexts.Readable(file), ReviewTexts.Send(file)));
    }

    [Fact]
    public void A_field_has_one_column_that_was_chosen_for_it()
    {
        var choices = new ReadingChoices().With("Mail", "email").With("Other mail", "email").With("Comment", "").With("Note", ReadingChoices.Detail);
        Assert.Equal(
            new Dictionary<string, string> { ["Mail"] = "metadata.*", ["Other mail"] = "email", ["Comment"] = "", ["Note"] = "metadata.*" }, choices.Columns);
    }

    [Fact]
    public void Fields_of_the_other_kind_are_not_kept()
    {
        var choices = new ReadingChoices().With("A", "eventType").With("B", "email").With("C", "").WithKind("leads");
        Assert.Equal(new Dictionary<string, string> { ["B"] = "email", ["C"] = "" }, choices.Columns);
        Assert.Equal("leads", choices.Kind);
    }

    [Fact]
    public void Choices_come_back_as_they_were_and_what_is_none_is_nothing()
    {
        var choices = new ReadingChoices { Delimiter = ";", Encoding = "windows-1250", CreateLeads = false }.With("Mail", "email");
        var read = ReadingChoices.Read(choices.Write());
        Assert.Equal((";", "windows-1250", false, "email"), (read.Delimiter, read.Encoding, read.CreateLeads, read.Columns["Mail"]));
        Assert.Equal("""{"columns":{"Mail":"email"},"encoding":"windows-1250","delimiter":";"}""", read.Mapping());
        Assert.True(ReadingChoices.Read("[1").AreNone);
        Assert.Null(new ReadingChoices { Kind = "leads" }.Mapping());
    }

    [Fact]
    public void An_upload_finds_its_record_by_what_the_browser_knows_of_it()
    {
        var upload = new TabUpload("big.csv", 1_000, 0, "sending", "events", Start, null, null);
        Assert.True(upload.MayBe(Record()));
        Assert.False(upload.MayBe(Record() with { Kind = "leads" }));
        Assert.False(upload.MayBe(Record() with { FileName = "other.csv" }));
        Assert.False(upload.MayBe(Record() with { TotalBytes = 999 }));
        Assert.False(upload.MayBe(Record() with { TotalBytes = 1_000_000 }));
        Assert.False(upload.MayBe(Record() with { StartedAt = Start.AddMinutes(-1) }));
        Assert.True((upload with { Name = "a\"b.csv" }).MayBe(Record() with { FileName = "a%22b.csv" }));
    }

    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    private static ImportResponse Record() => new(
        "i1", "events", "big.csv", "csv", "utf-8", ",", [], [], "running", null, false, 0, 1_200, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Start.AddSeconds(1), Start.AddSeconds(1), null, []);

    private static InspectionResponse File(string kind, string fields, long rows) => new(
        kind, "csv", "utf-8", ",", 1, [.. fields.Split(' ').Select(field => new InspectedColumnResponse(field, field, "sure", []))], rows, true, 0, 0, 0, [], [], [], []);
}
