using System.Diagnostics;
using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using LeadScoring.Api.Imports.Reading;

namespace LeadScoring.Tests.Imports;

public sealed class CsvReadingTests
{
    private const string Header = "Event Type,e-mail,EVENT_ID,note\n";

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public async Task The_delimiter_is_detected_by_the_first_line(char delimiter)
    {
        var rows = await RowReading.RowsAsync($"eventType{delimiter}\"a,b;c\"{delimiter}email\nview{delimiter}x{delimiter}j@x.de\n");
        Assert.Equal("""{"eventType":"view","a,b;c":"x","email":"j@x.de"}""", Assert.Single(rows).JsonText());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    public async Task Rows_are_the_same_however_the_bytes_arrive(int atATime)
    {
        var rows = await RowReading.RowsAsync(Header + "view,a@x.de,1,\"line\r\nbreak \"\"quoted\"\"\"\r\n\r\nview,b@x.de,2,ünï\rview,c@x.de,3,", atATime);
        Assert.Equal([2L, 4L, 5L], rows.Select(r => r.Number));
        Assert.Equal("""{"eventType":"view","email":"a@x.de","eventId":"1","note":"line\r\nbreak \"quoted\""}""", rows[0].JsonText());
        Assert.Equal("""{"eventType":"view","email":"b@x.de","eventId":"2","note":"ünï"}""", rows[1].JsonText());
        Assert.Equal("""{"eventType":"view","email":"c@x.de","eventId":"3"}""", rows[2].JsonText());
    }

    [Fact]
    public async Task Every_encoding_that_spreadsheets_write_is_read()
    {
        var text = "eventType,email,name\nview,j@x.de,Zoë 🚀\n";
        Encoding[] encodings = [new UTF8Encoding(false), new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true), new UnicodeEncoding(false, false), new UnicodeEncoding(true, false), new UTF32Encoding(false, true), new UTF32Encoding(true, true)];
        foreach (var encoding in encodings)
        {
            foreach (var atATime in new[] { 1, int.MaxValue })
            {
                var rows = await RowReading.RowsAsync([.. encoding.GetPreamble(), .. encoding.GetBytes(text)], atATime);
                Assert.Equal(["view", "j@x.de", "Zoë 🚀"], Assert.Single(rows).Cells.Select(c => c.Text));
            }
        }
    }

    [Theory]
    [InlineData("view,a@x.de,1,\"open\nview,b@x.de,2,fine\nview,c@x.de,3,fine\n", new[] { 2L }, new[] { 3L, 4L })]
    [InlineData("view,a@x.de,1,\"open\nview,b@x.de,2,\"closed\"\nview,c@x.de,3,fine", new[] { 2L }, new[] { 3L, 4L })]
    [InlineData("view,a@x.de,1,\"said \"hi\" then\"\nview,b@x.de,2,fine\n", new[] { 2L }, new[] { 3L })]
    [InlineData("view,a@x.de,1,fine\nview,b@x.de,2,\"open to the end", new[] { 3L }, new[] { 2L })]
    [InlineData("view,a@x.de,1,24\" screen\nview,b@x.de,2,fine\n", new long[0], new[] { 2L, 3L })]
    [InlineData("view,a@x.de,1,fine,extra\nview,b@x.de,2\n", new[] { 2L }, new[] { 3L })]
    public async Task A_row_with_unbalanced_quotes_is_rejected_alone(string body, long[] wrong, long[] right)
    {
        var rows = await RowReading.RowsAsync(Header + body);
        Assert.Equal(wrong, rows.Where(r => r.Error is not null).Select(r => r.Number));
        Assert.Equal(right, rows.Where(r => r.Error is null).Select(r => r.Number));
    }

    [Fact]
    public async Task A_cell_of_ten_megabytes_is_rejected_with_its_row_and_the_next_rows_are_read()
    {
        foreach (var cell in new[] { new string('x', 10_000_000), $"\"{new string('x', 10_000_000)}\"", $"\"{string.Concat(Enumerable.Repeat("some base64, or so\n", 500_000))}\"" })
        {
            var rows = await RowReading.RowsAsync(Header + $"view,a@x.de,1,{cell}\nview,b@x.de,2,\"fine\"\n");
            Assert.Equal([2L, 3L], rows.Select(r => r.Number));
            Assert.StartsWith("The row is longer than a megabyte: ", rows[0].Error, StringComparison.Ordinal);
            Assert.Null(rows[1].Error);
            Assert.StartsWith("view,a@x.de,1,", rows[0].Text(), StringComparison.Ordinal);
            Assert.InRange(rows[0].Text().Length, 60_000, 65_536);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\"x")]
    [InlineData("\"x\n")]
    public async Task A_row_of_any_length_takes_no_more_memory_than_the_window(string pattern)
    {
        const int megabytes = 150;
        var piece = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(pattern.TrimStart('"'), 1024 * 1024 / pattern.Length)));
        var file = new RepeatingStream(Encoding.UTF8.GetBytes(Header + "view,a@x.de,1," + (pattern[0] == '"' ? "\"" : "")), piece, megabytes);
        var source = await RowReading.OpenAsync(file);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        if (pattern[0] == '"')
        {
            Assert.Contains("Row 2: A quote", (await Assert.ThrowsAsync<FileFaultException>(() => source.ReadAsync(default))).Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains("megabyte", Assert.Single(await source.ReadAsync(default)).Error, StringComparison.Ordinal);
            Assert.Empty(await source.ReadAsync(default));
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 100 * 1024 * 1024); // other tests allocate as well
    }

    /// <summary>Megabytes of valid rows follow a quote that is never closed: they must not be read as one long cell.</summary>
    [Fact]
    public async Task An_open_quote_far_from_the_end_does_not_swallow_the_rows_after_it()
    {
        var many = string.Concat(Enumerable.Range(3, 60_000).Select(i => $"view,lead{i}@example.com,id-{i},fine\n"));
        var rows = await RowReading.RowsAsync(Header + "view,a@x.de,1,\"open\n" + many);
        Assert.Equal(60_001, rows.Count);
        Assert.Equal(2, Assert.Single(rows, r => r.Error is not null).Number);
    }

    /// <summary>Rows may have fewer cells than the header.</summary>
    [Fact]
    public async Task An_open_quote_among_short_rows_does_not_swallow_the_rows_after_it()
    {
        var many = string.Concat(Enumerable.Range(3, 60_000).Select(i => $"view,lead{i}@example.com,id-{i}\n"));
        var rows = await RowReading.RowsAsync(Header + "view,a@x.de,1\nview,b@x.de,2,\"open\n" + many);
        Assert.Equal(60_002, rows.Count);
        Assert.Equal(3, Assert.Single(rows, r => r.Error is not null).Number);
    }

    /// <summary>If the text after the quote cannot be told from rows, reading ends with an error of the whole file.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("a,\"later\" quote,c\n")]
    public async Task An_open_quote_whose_text_looks_like_no_rows_ends_the_file_after_the_rows_before_it(string end)
    {
        var source = await RowReading.OpenAsync(Encoding.UTF8.GetBytes(Header + "view,a@x.de,1,fine\nview,b@x.de,2,\"open" + string.Concat(Enumerable.Repeat("one cell\n", 200_000)) + end));
        Assert.Equal(2, Assert.Single(await source.ReadAsync(default)).Number);
        Assert.StartsWith("Row 3: A quote is opened", (await Assert.ThrowsAsync<FileFaultException>(() => source.ReadAsync(default))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nul_and_bytes_that_are_not_utf8_are_rejected_by_row()
    {
        byte[] file = [.. Encoding.UTF8.GetBytes(Header + "view,a@x.de,1,N\0L\nview,b@x.de,2,M"), 0xfc, .. "ller\nview,c@x.de,3,schön größer\nview,d@x.de,4,fine\n"u8];
        var rows = await RowReading.RowsAsync(file);
        Assert.Contains("NUL", rows[0].Error, StringComparison.Ordinal);
        Assert.Contains("UTF-8", rows[1].Error, StringComparison.Ordinal);
        Assert.Null(rows[2].Error);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" \r\n\t\n", "no rows")]
    [InlineData("view,a@x.de,1,x\nview,b@x.de,2,y\n", "must name the columns")]
    [InlineData("eventType,Event_Type,email\nview,view,a@x.de\n", "eventType")]
    [InlineData("eventType,email,page,page\nview,a@x.de,1,2\n", "page")]
    [InlineData("eventType,\"email\nview,a@x.de\n", "Row 1")]
    [InlineData("PK\u0003\u0004zip", "Excel")]
    public async Task A_file_that_cannot_be_read_says_why(string file, string message) =>
        Assert.Contains(message, await RowReading.FaultAsync(Encoding.UTF8.GetBytes(file)), StringComparison.Ordinal);

    [Fact]
    public async Task The_number_of_columns_is_limited()
    {
        var header = "eventType,email," + string.Join(',', Enumerable.Range(0, 998).Select(i => $"c{i}"));
        var rows = await RowReading.RowsAsync(header + "\nview,a@x.de,1,2\n");
        Assert.Equal("""{"eventType":"view","email":"a@x.de","c0":"1","c1":"2"}""", Assert.Single(rows).JsonText());
        Assert.Contains("5000 columns", await RowReading.FaultAsync(Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 5000).Select(i => $"c{i}")) + "\n")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_names_of_columns_are_limited()
    {
        foreach (var header in new[] { "eventType,email," + new string('n', 201), "eventType,email," + string.Join(',', Enumerable.Range(0, 200).Select(i => $"{i}{new string('n', 190)}")) })
        {
            Assert.Contains("too long", await RowReading.FaultAsync(Encoding.UTF8.GetBytes(header + "\nview,a@x.de,1\n")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Megabytes_of_blank_rows_do_not_end_the_file()
    {
        var rows = await RowReading.RowsAsync(Header + "view,a@x.de,1,x\n" + string.Concat(Enumerable.Repeat(",,,\n", 550_000)) + "view,b@x.de,2,y\n");
        Assert.Equal([2L, 550_003L], rows.Select(r => r.Number));
    }

    [Theory]
    [InlineData("view,a@x.de,1,x\nview,b@x.de,2", "it may be cut off")]
    [InlineData("view,a@x.de,1,x\nview,b@x.de,2\n", null)]
    [InlineData("view,a@x.de,1,x\nview,b@x.de,2,y", null)]
    [InlineData("view,a@x.de,1\nview,b@x.de,2", null)]
    public async Task A_last_row_that_is_shorter_than_those_before_and_has_no_end_may_be_cut_off(string body, string? error)
    {
        var rows = await RowReading.RowsAsync(Header + body);
        Assert.Equal(2, rows.Count);
        if (error is null) Assert.Null(rows[1].Error);
        else Assert.Contains(error, rows[1].Error, StringComparison.Ordinal);
    }

    /// <summary>CsvHelper would copy the whole record for each cell with a quote inside.</summary>
    [Theory]
    [InlineData(4, 240_000, "have quotes in their middle")]
    [InlineData(1_000, 1_000, "have quotes in their middle")]
    [InlineData(12, 12, null)]
    public async Task A_long_row_full_of_quotes_is_read_quickly(int columns, int cells, string? error)
    {
        var header = "eventType,email," + string.Join(',', Enumerable.Range(2, columns - 2).Select(i => $"c{i}"));
        var row = string.Join(',', Enumerable.Repeat("a\"" + new string('b', (1_000_000 / cells) - 3), cells));
        var source = await RowReading.OpenAsync(Encoding.UTF8.GetBytes($"{header}\n{row}\nview,a@x.de\n"));
        var started = Stopwatch.GetTimestamp();
        var rows = await source.ReadAsync(default);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(2), "It was not.");
        if (error is null) Assert.Null(rows[0].Error);
        else Assert.Contains(error, rows[0].Error, StringComparison.Ordinal);
        Assert.Equal(2, rows.Count);
    }

    [Fact]
    public async Task A_long_header_full_of_quotes_is_refused_quickly()
    {
        var started = Stopwatch.GetTimestamp();
        var header = string.Join(',', Enumerable.Repeat("a\"b", 240_000));
        Assert.Contains("have quotes in their middle", await RowReading.FaultAsync(Encoding.UTF8.GetBytes(header + "\nview,a@x.de\n")), StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5), "It was not.");
    }

    /// <summary>More than a stack would hold, if each piece that adds no text called for the next.</summary>
    [Fact]
    public async Task Any_number_of_byte_order_marks_is_left_out()
    {
        var piece = Encoding.UTF8.GetBytes(new string('\ufeff', 170));
        var source = await RowReading.OpenAsync(new RepeatingStream(Encoding.UTF8.GetBytes(Header + "view,a@x.de,1,x\n"), piece, 100_000));
        Assert.Equal(2, Assert.Single(await source.ReadAsync(default)).Number);
        Assert.Empty(await source.ReadAsync(default));
    }

    [Theory]
    [InlineData("\n\neventType;email\nview;a@x.de\n", 4)]
    [InlineData("sep=|\r\neventType|email\r\nview|a@x.de\r\n", 3)]
    public async Task Lines_before_the_header_are_no_rows(string file, int number)
    {
        var row = Assert.Single(await RowReading.RowsAsync(file, 1));
        Assert.Equal((number, """{"eventType":"view","email":"a@x.de"}"""), (row.Number, row.JsonText()));
    }

    [Fact]
    public async Task Rows_of_nothing_but_delimiters_are_blank() =>
        Assert.Equal([2L, 5L], (await RowReading.RowsAsync("eventType,email\nview,a@x.de\n,\n , \nview,b@x.de\n,\n")).Select(r => r.Number));

    [Fact]
    public async Task Half_a_surrogate_in_utf16_is_rejected_by_row()
    {
        byte[] file = [0xff, 0xfe, .. Encoding.Unicode.GetBytes("eventType,email\nview,"), 0x00, 0xd8, .. Encoding.Unicode.GetBytes("x\nview,a@x.de\n")];
        var rows = await RowReading.RowsAsync(file);
        Assert.Contains("UTF-16", rows[0].Error, StringComparison.Ordinal);
        Assert.Null(rows[1].Error);
    }

    [Fact]
    public async Task Columns_without_a_name_get_one()
    {
        var rows = await RowReading.RowsAsync("eventType,,email,\nview,x,a@x.de,y\n");
        Assert.Equal("""{"eventType":"view","column2":"x","email":"a@x.de","column4":"y"}""", Assert.Single(rows).JsonText());
    }

    /// <summary>However the window cuts the text, the rows are those that CsvHelper finds in all of it.</summary>
    [Fact]
    public async Task Rows_are_those_of_CsvHelper_for_any_text()
    {
        var random = new Random(5);
        const string alphabet = "a,\"\n\r ;";
        const string header = "eventType,email,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z\n";
        for (var round = 0; round < 20_000; round++)
        {
            var body = new string([.. Enumerable.Range(0, random.Next(0, 24)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
            var rows = await RowReading.RowsAsync(header + body, random.Next(1, 9));
            foreach (var row in rows.Where(r => r.Error is null))
            {
                using var parser = new CsvParser(new StringReader(row.Text()), new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null, IgnoreBlankLines = false, Delimiter = "," });
                Assert.True(parser.Read());
                Assert.Equal(parser.Record!.Select(c => c.Trim()).Where(c => c.Length > 0), row.Cells.Where(c => !c.IsEmpty).Select(c => c.Text!));
                Assert.False(parser.Read(), $"{body} has more than one record in a row");
            }

            var read = string.Concat(rows.Select(r => r.Text()));
            Assert.Equal(Letters(body, 'a'), Letters(read, 'a'));
        }

        static string Letters(string text, char letter) => string.Concat(text.Where(c => c == letter));
    }
}
