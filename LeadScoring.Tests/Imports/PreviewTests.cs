using System.Text.Json;
using LeadScoring.Tests.Imports.RealWorld;

namespace LeadScoring.Tests.Imports;

/// <summary>What an inspection shows of each cell, and how sure it is of each column.</summary>
public sealed class PreviewTests : RealWorldTests
{
    private const string Inspect = "/api/imports/inspect";

    [Fact]
    public async Task Cells_are_shown_as_they_would_be_read_and_with_what_is_wrong_with_them()
    {
        await Api.LeadAsync("ada@x.example");
        var shown = (await Api.UploadAsync(Inspect, "Event Type,E-Mail,Occurred At,Page\npage_view,Ada@x.example,2026-01-05 08:30,/a\npage_view,bob@x.example,01/05/2026,\nNot Valid,,5,/c\n")).Expect(200);
        Assert.Equal(
            [
                "2 : page_view | Ada@x.example | 2026-01-05 08:30=2026-01-05T08:30:00.000Z | /a",
                "3 !timestamp : page_view | bob@x.example | 01/05/2026!Could be two | ",
                "4 !timestamp : Not Valid!Must be 1 to | !Required: th | 5!Is a number  | /c",
            ],
            shown.GetProperty("preview").EnumerateArray().Select(Row));
    }

    [Fact]
    public async Task Rows_that_cannot_be_read_at_all_have_no_cells_and_a_reason()
    {
        var shown = (await Api.UploadAsync(Inspect, "Name,Email\nAda,ada@x.example,too,many\nBob,bob@x.example\n")).Expect(200);
        var rows = shown.GetProperty("preview").EnumerateArray().ToList();
        Assert.Contains("4 cells", rows[0].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.All(rows[0].GetProperty("cells").EnumerateArray(), cell => Assert.Equal("", cell.GetProperty("text").GetString()));
        Assert.Equal("3 : Bob | bob@x.example", Row(rows[1]));
    }

    [Fact]
    public async Task A_lead_shows_what_is_wrong_at_its_cells()
    {
        var shown = (await Api.UploadAsync(Inspect + "?kind=leads", "Name,Email,Status\nAda,no address,new\nBob,bob@x.example,sleeping\n")).Expect(200);
        Assert.Equal(
            ["2 !email : Ada | no address!Must be an e | new", "3 !status : Bob | bob@x.example | sleeping!Must be one "],
            shown.GetProperty("preview").EnumerateArray().Select(Row));
    }

    [Fact]
    public async Task Columns_say_how_sure_they_are()
    {
        var shown = (await SendAsync(Inspect, "Event Type,Contact,E-Mail,Created At,Page,Who\npage_view,Ada,ada@x.example,2026-01-05,/a,b\n"u8.ToArray(), """{"columns":{"Who":"company"}}""")).Expect(200);
        Assert.Equal(
            ["Event Type eventType sure", "Contact name guessed", "E-Mail email sure", "Created At timestamp guessed", "Page metadata.* none", "Who company given"],
            shown.GetProperty("columns").EnumerateArray().Select(c => $"{c.GetProperty("name").GetString()} {c.GetProperty("field").GetString()} {c.GetProperty("confidence").GetString()}"));
    }

    [Fact]
    public async Task Types_and_leads_that_are_not_known_are_counted()
    {
        await Api.LeadAsync("ada@x.example");
        var shown = (await Api.UploadAsync(Inspect, "Event Type,Email\nview,ada@x.example\nbuy,bob@x.example\nbuy,BOB@x.example\nbuy,eve@x.example\nBad Type,zoe@x.example\n")).Expect(200);
        Assert.Equal(["buy 3", "view 1"], shown.GetProperty("eventTypes").EnumerateArray().Select(t => $"{t.GetProperty("eventType").GetString()} {t.GetProperty("rows").GetInt64()}"));
        Assert.Equal((3, 2), (shown.GetProperty("unknownLeads").GetInt64(), shown.GetProperty("newLeads").GetInt64()));
    }

    [Fact]
    public async Task Preview_is_bounded_by_rows_and_by_cells()
    {
        var narrow = (await Api.UploadAsync(Inspect, "Name,Email\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"N{i},n{i}@x.example\n")))).Expect(200);
        Assert.Equal(20, narrow.GetProperty("preview").GetArrayLength());
        var header = "Email," + string.Join(',', Enumerable.Range(0, 799).Select(i => $"c{i}"));
        var wide = (await Api.UploadAsync(Inspect, header + "\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"n{i}@x.example,{new string('x', 300)}\n")))).Expect(200);
        Assert.Equal(5, wide.GetProperty("preview").GetArrayLength());
        Assert.Equal(101, wide.GetProperty("preview")[0].GetProperty("cells")[1].GetProperty("text").GetString()!.Length);
    }

    [Theory]
    [InlineData("/api/imports/inspect")]
    [InlineData("/api/leads/upload")]
    public async Task A_file_that_is_no_text_is_refused(string path)
    {
        var bytes = new byte[600];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)((i * 37) + 3);
        (await Api.UploadAsync(path, bytes)).ExpectProblem(400, "file");
    }

    /// <summary>A browser need not send a megabyte to learn what the columns are.</summary>
    [Theory]
    [InlineData("true", 2, false)]
    [InlineData("false", 3, true)]
    public async Task Part_of_a_file_has_no_last_row(string part, int rows, bool isComplete)
    {
        var shown = (await Api.UploadAsync($"{Inspect}?part={part}", "Name,Email\nAda,ada@x.example\nBob,bob@x.example\nEve,eve@x.exam")).Expect(200);
        Assert.Equal((rows, isComplete), (shown.GetProperty("rows").GetInt32(), shown.GetProperty("isComplete").GetBoolean()));
    }

    [Fact]
    public async Task Part_is_true_or_false() => (await Api.UploadAsync(Inspect + "?part=some", "Name,Email\nAda,ada@x.example\n")).ExpectProblem(400, "part");

    [Fact]
    public async Task Imports_are_listed_page_by_page_and_one_has_its_first_rejected_rows()
    {
        for (var i = 0; i < 3; i++) await Api.UploadAsync(Leads, $"Name,Email\nAda,ada{i}@x.example\n" + string.Concat(Enumerable.Repeat("Bob,none\n", 25)));
        var all = (await Api.GetAsync("/api/imports")).Expect(200).EnumerateArray().ToList();
        var last = Assert.Single((await Api.GetAsync("/api/imports?offset=2&limit=5")).Expect(200).EnumerateArray());
        Assert.Equal((3, all[2].GetProperty("id").GetString(), 0), (all.Count, last.GetProperty("id").GetString(), last.GetProperty("errors").GetArrayLength()));
        (await Api.GetAsync("/api/imports?offset=-1")).ExpectProblem(400, "offset");
        var one = (await Api.GetAsync($"/api/imports/{last.GetProperty("id").GetString()}")).Expect(200).GetProperty("errors");
        Assert.Equal((20, 3), (one.GetArrayLength(), one[0].GetProperty("row").GetInt32()));
        Assert.StartsWith("email: ", one[0].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Number, the field of the error, and cells as <c>text=read as!error</c>.</summary>
    private static string Row(JsonElement row)
    {
        var error = row.GetProperty("error").GetString();
        return $"{row.GetProperty("row").GetInt64()} {(error is null ? "" : $"!{error[..error.IndexOf(':', StringComparison.Ordinal)]} ")}: "
            + string.Join(" | ", row.GetProperty("cells").EnumerateArray().Select(Cell));
    }

    private static string Cell(JsonElement cell)
    {
        var (readAs, error) = (cell.GetProperty("readAs").GetString(), cell.GetProperty("error").GetString());
        return cell.GetProperty("text").GetString() + (readAs is null ? "" : "=" + readAs) + (error is null ? "" : "!" + error[..Math.Min(12, error.Length)]);
    }
}
