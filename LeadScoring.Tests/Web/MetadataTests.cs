using System.Text.Json;
using LeadScoring.Web.Shared;

namespace LeadScoring.Tests.Web;

public sealed class MetadataTests
{
    [Theory]
    [InlineData("""{"a":1,"b":{"c":[1]},"d":null}""", "a=1;b={\"c\":[1]};d=")]
    [InlineData("[1]", "")]
    [InlineData(null, "")]
    public void Metadata_lines_are_the_members_of_an_object(string? json, string expected) =>
        Assert.Equal(expected, string.Join(";", MetadataJson.Lines(json).Select(f => $"{f.Name}={f.Value}")));

    [Fact]
    public void Metadata_lines_are_bounded()
    {
        var lines = MetadataJson.Lines(JsonSerializer.Serialize(Enumerable.Range(0, 1_000).ToDictionary(i => $"k{i}", i => new string('x', 5_000))));

        Assert.Equal(51, lines.Count);
        Assert.Equal("and 950 more", lines[^1].Value);
        Assert.All(lines, f => Assert.InRange(f.Value.Length, 0, 501));
    }

    [Theory]
    [InlineData("{\"a\":\"ü\"}", "{\n  \"a\": \"ü\"\n}")]
    [InlineData("[1]", null)]
    [InlineData(null, null)]
    public void Metadata_is_indented_for_a_field(string? json, string? expected) => Assert.Equal(expected, MetadataJson.Indent(json));

    [Theory]
    [InlineData("", true)]
    [InlineData("{\"a\":1}", true)]
    [InlineData("[1]", false)]
    [InlineData("{a:1}", false)]
    public void Metadata_of_a_field_is_a_json_object_or_nothing(string text, bool valid) => Assert.Equal(valid, MetadataJson.TryParse(text, out _));

    [Theory]
    [InlineData(1_234, "+1,234")]
    [InlineData(-5, "\u22125")]
    [InlineData(0, "0")]
    public void Numbers_of_changes_have_a_sign(long number, string expected) => Assert.Equal(expected, Numbers.WithSign(number));
}
