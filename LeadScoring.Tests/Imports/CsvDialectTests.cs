using System.Globalization;
using System.Text.Json;
using LeadScoring.Tests.Api.Fakes;

namespace LeadScoring.Tests.Imports;

/// <summary>Any table of texts, as any of many programs writes it, reads back as it was, except for what the reading of files promises to take off.</summary>
public sealed class CsvDialectTests
{
    private const int Tables = 30;

    private static readonly string[] Tokens =
    [
        "a", "Ada", "M\u00fcller", "caf\u00e9 1", "50 \u20ac x", "x \u2013 y", ",", ",", ";", ";", "\t", "|", "\"", "\"", "\"\"", "'", " ", "  ", "\n", "\r\n", "\r", "=1+1", "+", "-", "@home", "NULL", "N/A", "None",
        "#", "\\", "\\n", "\\\"", "/", "sep=;", "1,5", "0.10", "Event Type", "{", "[1]", "{\"a\":1}", "\u00a0x", "'=x", "''", "2026-01-05", "<b>", "&amp;", "%", "$1", "a,b;c|d",
    ];

    private static readonly string[] UnicodeTokens = ["\u4f8b\u3048", "\ud83c\udf88", "\u0395\u03bb\u03ad\u03bd\u03b7", "e\u0301", "\u200b", "\u200d", "\uff1d1"];

    public static TheoryData<string> Dialects => [.. CsvDialects.All.Keys];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_table_reads_back_as_it_was_written(string dialect)
    {
        await using var api = await ApiHost.StartAsync();
        await api.LeadAsync("ada@x.example");
        var random = new Random(20261130);
        var tokens = dialect.Contains("1252", StringComparison.Ordinal) ? Tokens : [.. Tokens, .. UnicodeTokens];
        for (var number = 0; number < Tables; number++)
        {
            var texts = RandomTable(random, tokens);
            var file = CsvDialects.All[dialect](WithEvents(texts, number));
            var before = api.Queue.Enqueued.Count;
            var answer = await api.UploadAsync("/api/events/upload", file);
            Assert.True(answer.Status == 202, $"table {number}: {answer.Text}\n{Convert.ToBase64String(file)}");
            var read = api.Queue.Enqueued.Skip(before).ToDictionary(e => e.EventId, e => e.Metadata);
            for (var row = 0; row < texts.Count; row++)
            {
                var expected = texts[row].Select((text, i) => (Name: Name(i), Text: AsRead(text))).Where(cell => cell.Text.Length > 0);
                Assert.True(read.TryGetValue(Id(number, row), out var metadata), $"table {number}, row {row} is missing: {answer.Text}");
                Assert.Equal(expected, Cells(metadata).OrderBy(cell => cell.Name, StringComparer.Ordinal));
            }

            Assert.Equal((texts.Count, 0), (read.Count, answer.Json.GetProperty("rejected").GetInt32()));
        }
    }

    /// <summary>What Python 3.11 wrote.</summary>
    [Theory]
    [InlineData(',', false, "\r\n", "a,b c,\r\n\"x,y\",\"q\"\"r\",\"l1\nl2\"\r\n\t,',1;2\r\n\"c\rr\",\"c\r\nr\", s \r\n\"\"\r\n")]
    [InlineData('\t', false, "\r\n", "a\tb c\t\r\nx,y\t\"q\"\"r\"\t\"l1\nl2\"\r\n\"\t\"\t'\t1;2\r\n\"c\rr\"\t\"c\r\nr\"\t s \r\n\"\"\r\n")]
    [InlineData(',', true, "\n", "\"a\",\"b c\",\"\"\n\"x,y\",\"q\"\"r\",\"l1\nl2\"\n\"\t\",\"'\",\"1;2\"\n\"c\rr\",\"c\r\nr\",\" s \"\n\"\"\n")]
    [InlineData(',', true, "\r\n", "\"a\",\"b c\",\"\"\r\n\"x,y\",\"q\"\"r\",\"l1\nl2\"\r\n\"\t\",\"'\",\"1;2\"\r\n\"c\rr\",\"c\r\nr\",\" s \"\r\n\"\"\r\n")]
    [InlineData(';', false, "\r\n", "a;b c;\r\nx,y;\"q\"\"r\";\"l1\nl2\"\r\n\t;';\"1;2\"\r\n\"c\rr\";\"c\r\nr\"; s \r\n\"\"\r\n")]
    public void The_rules_of_Python_are_those_of_Python(char delimiter, bool all, string end, string expected) =>
        Assert.Equal(expected, CsvDialects.Python([["a", "b c", ""], ["x,y", "q\"r", "l1\nl2"], ["\t", "'", "1;2"], ["c\rr", "c\r\nr", " s "], [""]], delimiter, all, end));

    private static List<string[]> RandomTable(Random random, string[] tokens)
    {
        var columns = random.Next(1, 6);
        return [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => Enumerable.Range(0, columns).Select(_ => RandomText(random, tokens)).ToArray())];
    }

    /// <summary>An apostrophe before a white space at the beginning is left out: whether it protects something depends on who trims first.</summary>
    private static string RandomText(Random random, string[] tokens)
    {
        while (true)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(0, 6)).Select(_ => tokens[random.Next(tokens.Length)]));
            if (Trimmed(text) is not ['\'', ..] quoted || quoted.TrimStart('\'') is not [var next, ..] || !char.IsWhiteSpace(next)) return text;
        }
    }

    private static List<string[]> WithEvents(List<string[]> texts, int number) =>
    [
        ["Event ID", .. texts[0].Select((_, i) => Name(i)), "Event Type", "E-Mail"],
        .. texts.Select((row, i) => (string[])[Id(number, i), .. row, "page_view", "ada@x.example"]),
    ];

    private static string Name(int column) => string.Create(CultureInfo.InvariantCulture, $"Text {column}");

    private static string Id(int table, int row) => string.Create(CultureInfo.InvariantCulture, $"t{table}-{row}");

    private static List<(string Name, string Text)> Cells(string? metadata) =>
        metadata is null ? [] : [.. JsonDocument.Parse(metadata).RootElement.EnumerateObject().Select(member => (member.Name, member.Value.GetString()!))];

    private static string AsRead(string text) => Trimmed(text) is ['\'', .. var rest] && IsProtected(rest) ? rest : Trimmed(text);

    /// <summary>Also a text that begins with an apostrophe of its own gets one from the export: otherwise it could not be told from a protected one.</summary>
    private static bool IsProtected(string text) => text is ['=' or '+' or '-' or '@' or '\uff1d', ..] or ['\'', ..] && (text[0] != '\'' || IsProtected(text[1..]));

    private static string Trimmed(string text) => text.Trim(' ', '\t', '\r', '\n', '\u00a0', '\u200b', '\u200d');
}
