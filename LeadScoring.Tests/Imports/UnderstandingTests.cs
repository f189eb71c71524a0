using System.Globalization;
using System.Text;

namespace LeadScoring.Tests.Imports;

/// <summary>What a file is taken for does not depend on how fast it arrives, and a slow one is begun as soon as its columns are known.</summary>
public sealed class UnderstandingTests
{
    private static readonly string LongHeader = "eventType,email," + string.Join(',', Enumerable.Range(0, 30).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i}{new string('n', 150)}")));

    public static TheoryData<string, string> PausedFiles => new()
    {
        { LongHeader[..4500], LongHeader[4500..] + "\nview,a@x.de\n" },
        { LongHeader, "\nview,a@x.de\n" },
        { new string('t', 5_000) + "\n", "eventType;email\nview;a@x.de\n" },
        { new string('t', 5_000) + "\ne", "ventType;email\nview;a@x.de\n" },
        { "sep=;\n", "eventType;email\nview;a@x.de\n" },
        { new string(' ', 5_000), "eventType,email\nview,a@x.de\n" },
        { "[" + new string(' ', 5_000), """{"eventType":"view","email":"a@x.de"}]""" },
        { "{\n" + new string(' ', 5_000), "\"eventType\":\"view\",\"email\":\"a@x.de\"}" },
        { $$"""{"x":"{{new string('x', 5_000)}}",""", "\"leads\":[{\"eventType\":\"view\",\"email\":\"a@x.de\"}]}" },
        { $$"""{"items":[{"x":"{{new string('x', 5_000)}}"},""", """{"eventType":1}],"eventType":"view","email":"a@x.de"}""" },
    };

    [Theory]
    [MemberData(nameof(PausedFiles))]
    public async Task A_pause_changes_nothing(string before, string after)
    {
        var encodings = new[] { new UTF8Encoding(false), Encoding.Unicode };
        foreach (var encoding in encodings)
        {
            var (first, second) = (encoding.GetBytes(before), encoding.GetBytes(after));
            var rows = await (await RowReading.OpenAsync(new PausingStream([.. first, .. second], first.Length, () => Task.Delay(1_300)))).ReadAsync(default);
            var row = Assert.Single(rows);
            Assert.Null(row.Error);
            Assert.Equal(("view", "a@x.de"), (row.Cells[Array.FindIndex(row.Columns, c => c.Name == "eventType")].Text, row.Cells[Array.FindIndex(row.Columns, c => c.Name == "email")].Text));
        }
    }

    [Theory]
    [InlineData("eventType,email\nview,a@x.de\nv")]
    [InlineData("Activities\n\neventType;email\nview;a@x.de\n")]
    [InlineData("""[{"eventType":"view","email":"a@x.de"},""")]
    [InlineData("{\"eventType\":\"view\",\"email\":\"a@x.de\"}\n{")]
    [InlineData("{\n\"eventType\":\"view\",\"email\":\"a@x.de\"}\n{")]
    public async Task A_slow_file_is_begun_before_the_rest_arrives(string file)
    {
        var (bytes, rest) = (Encoding.UTF8.GetBytes(file), new TaskCompletionSource());
        var source = await RowReading.OpenAsync(new PausingStream(bytes, bytes.Length, () => rest.Task)).WaitAsync(TimeSpan.FromSeconds(20));
        rest.SetResult();
        Assert.Equal("""{"eventType":"view","email":"a@x.de"}""", (await source.ReadAsync(default))[0].JsonText());
    }

    [Fact]
    public async Task Rows_before_a_failure_are_read_first()
    {
        var file = "eventType,email\n" + string.Concat(Enumerable.Repeat("view,a@x.de\n", 2_500));
        var bytes = Encoding.UTF8.GetBytes(file);
        var source = await RowReading.OpenAsync(new PausingStream(bytes, bytes.Length, () => Task.FromException(new IOException("cut"))));
        Assert.Equal(1_000, (await source.ReadAsync(default)).Count);
        Assert.Equal(1_000, (await source.ReadAsync(default)).Count);
        await Assert.ThrowsAsync<IOException>(() => source.ReadAsync(default));
    }

    [Fact]
    public async Task A_file_that_breaks_off_before_its_columns_are_known_fails_with_the_reason() =>
        Assert.Equal("cut", (await Assert.ThrowsAsync<IOException>(() => RowReading.OpenAsync(new PausingStream("eventType,em"u8.ToArray(), 12, () => Task.FromException(new IOException("cut")))))).Message);
}
