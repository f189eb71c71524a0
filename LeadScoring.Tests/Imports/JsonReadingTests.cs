using System.Text;
using LeadScoring.Api.Imports.Reading;

namespace LeadScoring.Tests.Imports;

public sealed class JsonReadingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    public async Task Elements_of_an_array_are_read_one_by_one(int atATime)
    {
        var rows = await RowReading.RowsAsync("""
             [ {"a":"x]}\"","b":[1,{"c":2}]} , 5,"text, with [brackets]" ,null, {"d":{}} ]
            """, atATime);
        Assert.Equal(["""{"a":"x]}\"","b":[1,{"c":2}]}""", "5", "\"text, with [brackets]\"", "null", """{"d":{}}"""], rows.Select(RowReading.Text));
        Assert.Equal([1L, 2L, 3L, 4L, 5L], rows.Select(r => r.Number));
        Assert.Equal([null, "It is not a JSON object.", "It is not a JSON object.", "It is not a JSON object.", null], rows.Select(r => r.Error));
        Assert.Equal(("""{"a":"x]}\"","b":[1,{"c":2}]}""", """{"d":{}}"""), (rows[0].JsonText(), rows[4].JsonText()));
    }

    [Theory]
    [InlineData("""[{"a":1},{"b":""", 2, "in the middle")]
    [InlineData("""[{"a":1}""", 2, "without the ]")]
    [InlineData("""[{"a":1}] {"b":2}""", 2, "follows the ]")]
    [InlineData("[", 1, "without the ]")]
    public async Task An_array_that_is_cut_off_is_read_up_to_there_and_reported(string file, int row, string error)
    {
        var rows = await RowReading.RowsAsync(file);
        var wrong = Assert.Single(rows, r => r.Error is not null);
        Assert.Equal(row, wrong.Number);
        Assert.Contains(error, wrong.Error, StringComparison.Ordinal);
        Assert.Equal(row - 1, rows.Count(r => r.Error is null));
    }

    [Theory]
    [InlineData("[{},,[] 3]", "{}", "an element is missing", "not a JSON object", "no comma before")]
    [InlineData("[,{}]", "an element is missing", "{}")]
    [InlineData("[{} , ]", "{}", "an element is missing")]
    [InlineData("[,]", "an element is missing", "an element is missing")]
    [InlineData("""[{"a":1}{"b":2},{"c":3}]""", """{"a":1}""", "no comma before", """{"c":3}""")]
    [InlineData("""["a""b"]""", "not a JSON object", "no comma before")]
    [InlineData("[{},2", "{}", "in the middle")]
    [InlineData("[{},", "{}", "without the ]")]
    public async Task Elements_have_exactly_one_comma_between_them(string file, params string[] expected)
    {
        foreach (var atATime in new[] { 1, int.MaxValue })
        {
            var rows = await RowReading.RowsAsync(file, atATime);
            Assert.Equal(Enumerable.Range(1, expected.Length), rows.Select(r => (int)r.Number));
            Assert.All(rows.Zip(expected), row => Assert.Contains(row.Second, row.First.Error ?? row.First.Text(), StringComparison.Ordinal));
            Assert.Equal(expected.Count(e => e.Contains(' ', StringComparison.Ordinal)), rows.Count(r => r.Error is not null));
        }
    }

    [Fact]
    public async Task An_empty_array_has_no_rows() => Assert.Empty(await RowReading.RowsAsync(" [ ] "));

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public async Task A_line_is_a_row_and_blank_lines_are_only_numbered(int atATime)
    {
        var rows = await RowReading.RowsAsync("\ufeff{\"a\":1}\r\n\n{broken\n{\"b\":2}", atATime);
        Assert.Equal([(1L, "{\"a\":1}"), (3L, "{broken"), (4L, "{\"b\":2}")], rows.Select(r => (r.Number, r.Text())));
        Assert.Equal([true, false, true], rows.Select(r => r.Error is null));
    }

    [Theory]
    [InlineData("[", ",", "]")]
    [InlineData("", "\n", "")]
    public async Task An_element_of_ten_megabytes_is_rejected_alone(string open, string between, string close)
    {
        var file = new StringBuilder(open).Append("{\"a\":1}").Append(between).Append("{\"x\":\"").Append('y', 10_000_000).Append("\\\"]}\"}")
            .Append(between).Append("{\"b\":2}").Append(close).ToString();
        var rows = await RowReading.RowsAsync(file);
        Assert.Equal([true, false, true], rows.Select(r => r.Error is null));
        Assert.Contains("megabyte", rows[1].Error, StringComparison.Ordinal);
        Assert.Equal(3, rows[2].Number);
    }

    [Theory]
    [InlineData("""{"leads":[{"a":1}],"total":5}{"leads":[{"b":2}]}""", """{"a":1}""", """{"b":2}""")]
    [InlineData("""{"total":2,"leads":[{"a":1}],"links":{"next":[{"x":1}]},"more":[{"b":2}],"tags":["x"]},{"p":{},"leads":[{"c":3},{"d":4}]}""", """{"a":1}""", """{"b":2}""", """{"c":3}""", """{"d":4}""")]
    [InlineData("""{"errors":[{"x":1}],"leads":[{"a":1}]}{"errors":[{"x":1}],"leads":[]}""", """{"a":1}""")]
    [InlineData("""{"leads":[{"a":1}]} {"b":2}""", """{"a":1}""", "no array of rows")]
    [InlineData("""{"leads":[{"a":1}]} [{"b":2}]""", """{"a":1}""", "follows the }")]
    [InlineData("""{"leads":[{"a":1}]""", """{"a":1}""", "without the }")]
    [InlineData("""{"leads":[{"a":1}],"x":"y""", """{"a":1}""", "without the }")]
    [InlineData("""{"leads":[{"a":1}],{"b":2}}""", """{"a":1}""", "behind the array")]
    [InlineData("""{"leads":[{"a":1}]],{"b":2},{"c":3}]}""", """{"a":1}""", "behind the array", "behind the array")]
    public async Task What_follows_a_wrapped_array_is_read_or_reported(string file, params string[] expected)
    {
        foreach (var atATime in new[] { 1, 7, int.MaxValue })
        {
            var rows = await RowReading.RowsAsync(file, atATime);
            Assert.Equal(Enumerable.Range(1, expected.Length), rows.Select(r => (int)r.Number));
            Assert.All(rows.Zip(expected), row => Assert.Contains(row.Second, row.First.Error ?? row.First.Text(), StringComparison.Ordinal));
            Assert.Equal(expected.Count(e => e.Contains(' ', StringComparison.Ordinal)), rows.Count(r => r.Error is not null));
        }
    }

    /// <summary>Megabytes of rows follow: they must not be read as part of one that is too long.</summary>
    [Theory]
    [InlineData("[", "]")]
    [InlineData("""{"events":[""", "]}")]
    public async Task A_brace_that_is_not_closed_ends_the_file_after_the_rows_before_it(string open, string close)
    {
        foreach (var wrong in new[] { """{"b":2,""", """{"b":{"c":2},""", """{"b":"c},""", """{"b":[2},""" })
        {
            var many = string.Join(",\n", Enumerable.Range(3, 60_000).Select(i => $$"""{"eventType":"view","email":"lead{{i}}@example.com"}"""));
            var source = await RowReading.OpenAsync(Encoding.UTF8.GetBytes($$"""{{open}}{"a":1},{{wrong}}{{many}}{{close}}"""));
            Assert.Equal(1, Assert.Single(await source.ReadAsync(default)).Number);
            Assert.StartsWith("Row 2: ", (await Assert.ThrowsAsync<FileFaultException>(() => source.ReadAsync(default))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Members_of_the_row_before_say_nothing_of_a_row_with_fewer()
    {
        const string both = """{"eventType":"view","email":"a@x.de","createdAt":"2026-01-05T00:00:00Z","timestamp":"2026-01-06T00:00:00Z"}""";
        const string one = """{"eventType":"view","email":"a@x.de","createdAt":"2026-01-05T00:00:00Z"}""";
        var rows = await RowReading.RowsAsync(string.Join('\n', both, one, both));
        Assert.Equal("""{"eventType":"view","email":"a@x.de","createdAt":"2026-01-05T00:00:00Z","timestamp":"2026-01-06T00:00:00Z"}""", rows[0].JsonText());
        Assert.Equal("""{"eventType":"view","email":"a@x.de","timestamp":"2026-01-05T00:00:00Z"}""", rows[1].JsonText());
        Assert.Equal(rows[0].JsonText(), rows[2].JsonText());
    }

    [Fact]
    public async Task Half_a_surrogate_in_utf16_is_rejected_by_row()
    {
        byte[] file = [0xff, 0xfe, .. Encoding.Unicode.GetBytes("""[{"a":"x"""), 0x00, 0xd8, .. Encoding.Unicode.GetBytes("""y"},{"a":"z"}]""")];
        var rows = await RowReading.RowsAsync(file);
        Assert.Contains("UTF-16", rows[0].Error, StringComparison.Ordinal);
        Assert.Equal("{\"a\":\"x\ufffdy\"}", rows[0].Text());
        Assert.Equal("""{"a":"z"}""", rows[1].JsonText());
    }

    [Fact]
    public async Task The_name_of_a_member_is_limited()
    {
        var rows = await RowReading.RowsAsync($$"""[{"{{new string('n', 200)}}":1},{"a":1,"{{new string('n', 201)}}":1},{"a":1}]""");
        Assert.Equal([true, false, true], rows.Select(r => r.Error is null));
        Assert.Contains("200 characters", rows[1].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Random_bytes_are_read_to_their_end_with_little_memory()
    {
        var random = new Random(9);
        for (var round = 0; round < 3_000; round++)
        {
            var file = new byte[random.Next(1, 400)];
            random.NextBytes(file);
            file[0] = (byte)"[{e"[random.Next(3)];
            try
            {
                Assert.InRange((await RowReading.RowsAsync(file, random.Next(1, 50))).Count, 0, 400);
            }
            catch (FileFaultException)
            {
                // The file is refused with a reason.
            }
        }
    }
}
