using LeadScoring.Web.Shared;
using LeadScoring.Web.Ui;

namespace LeadScoring.Tests.Web.Frame;

public sealed class DetailRowsTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("""{"source":"fair","employees":50,"partner":true}""", "source=fair;employees=50;partner=true;")]
    public void Details_are_rows_and_an_empty_one(string? json, string rows) =>
        Assert.Equal(rows + "=", string.Join(';', DetailRows.Of(json)!.Select(r => $"{r.Name}={r.Value}")));

    [Theory]
    [InlineData("""{"a":{"b":1}}""")]
    [InlineData("""{"a":[1]}""")]
    [InlineData("""{"a":null}""")]
    [InlineData("[1]")]
    [InlineData("{a")]
    public void Details_that_rows_cannot_show_stay_text(string json) => Assert.Null(DetailRows.Of(json));

    [Fact]
    public void Details_that_nobody_changed_are_as_they_were()
    {
        const string Json = """{"zip":"01234","employees":50,"share":0.50,"partner":false,"note":"a \"b\""}""";

        Assert.Equal(MetadataJson.Indent(Json), DetailRows.Json(DetailRows.Of(Json)!));
    }

    [Theory]
    [InlineData("51", "51")]
    [InlineData("many", "\"many\"")]
    [InlineData("", "\"\"")]
    public void Details_that_were_a_number_stay_one_as_long_as_it_is_one(string typed, string expected)
    {
        var rows = DetailRows.Of("""{"employees":50}""")!;

        rows = DetailRows.With(rows, 0, rows[0] with { Value = typed });

        Assert.Equal(MetadataJson.Indent($$"""{"employees":{{expected}}}"""), DetailRows.Json(rows));
    }

    [Fact]
    public void Details_have_a_new_empty_row_when_the_last_one_was_filled_and_empty_ones_are_not_kept()
    {
        var rows = DetailRows.With(DetailRows.Of(null)!, 0, new("phone", "0123"));
        Assert.Equal(2, rows.Count);
        Assert.Equal(MetadataJson.Indent("""{"phone":"0123"}"""), DetailRows.Json(rows));

        Assert.Null(DetailRows.Json(DetailRows.With(rows, 0, new("", ""))));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("""{"":"x"}""", "Give every value a name.")]
    [InlineData("[1]", "This isn't valid JSON. Write an object such as {\"source\": \"webinar\"}, or leave it empty.")]
    public void Details_say_what_is_wrong(string json, string? error) => Assert.Equal(error, MetadataJson.Error(json));
}
