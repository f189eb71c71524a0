using System.Text.Json;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Leads.Forms;
using LeadScoring.Web.Shared;

namespace LeadScoring.Tests.Web.Leads;

public sealed class LeadFactsTests
{
    [Theory]
    [InlineData("""{"phone":"+49 30 1234-567"}""", "+49 30 1234-567", "tel:+49301234567")]
    [InlineData("""{"Company":"x","Mobile_Phone":"0170 / 123 45 67"}""", "0170 / 123 45 67", "tel:01701234567")]
    [InlineData("""{"tel":301234567}""", "301234567", "tel:301234567")]
    public void Phone_is_found_in_the_metadata(string metadata, string text, string link) => Assert.Equal((text, link), LeadContact.Phone(metadata));

    [Theory]
    [InlineData(null)]
    [InlineData("[]")]
    [InlineData("""{"phone":"none"}""")]
    [InlineData("""{"phone":{"work":"+49301234567"}}""")]
    [InlineData("""{"employees":"1000000"}""")]
    public void Phone_is_not_made_up(string? metadata) => Assert.Null(LeadContact.Phone(metadata));

    [Fact]
    public void Mail_link_cannot_be_given_fields_by_an_address() =>
        Assert.Equal("mailto:a%3Fbcc%3Db%26c@example.com", LeadContact.MailLink("a?bcc=b&c@example.com"));

    [Theory]
    [InlineData("job_title", "Job title")]
    [InlineData("jobTitle", "Job title")]
    [InlineData("employees", "Employees")]
    [InlineData("utm-source.first", "Utm source first")]
    [InlineData("ARR", "ARR")]
    [InlineData("_", "_")]
    public void Metadata_label_is_in_sentence_case(string name, string expected) => Assert.Equal(expected, MetadataJson.Label(name));

    [Theory]
    [InlineData("""{"note":"Call back\non Friday","page":"/x"}""", "Call back\non Friday")]
    [InlineData("""{"note":5}""", null)]
    [InlineData("[]", null)]
    [InlineData(null, null)]
    public void Note_is_what_somebody_wrote(string? metadata, string? expected) => Assert.Equal(expected, MetadataJson.Note(metadata));

    [Fact]
    public void Details_are_read_from_rows_with_numbers_and_truth_values_as_such()
    {
        var details = new EventDetails();
        (details.Rows[0].Name, details.Rows[0].Value) = (" page ", "/pricing");
        (details.Rows[1].Name, details.Rows[1].Value) = ("seconds", "63");
        (details.Rows[2].Name, details.Rows[2].Value) = ("", "without a name");
        details.Rows.Add(new() { Name = "zip", Value = "01234" });
        details.Rows.Add(new() { Name = "paid", Value = "true" });
        details.Rows.Add(new() { Name = "empty" });

        Assert.True(details.TryRead(out var metadata));

        Assert.Equal("""{"page":"/pricing","seconds":63,"zip":"01234","paid":true,"empty":""}""", metadata!.Value.GetRawText());
    }

    [Fact]
    public void Details_without_a_name_are_none()
    {
        Assert.True(new EventDetails().TryRead(out var metadata));
        Assert.Null(metadata);
    }

    [Fact]
    public void Details_keep_their_content_between_rows_and_json()
    {
        var details = new EventDetails();
        (details.Rows[0].Name, details.Rows[0].Value) = ("page", "/ö");
        details.EditAsJson();
        Assert.Equal("/ö", JsonDocument.Parse(details.Json!).RootElement.GetProperty("page").GetString());

        details.Json = """{"page":"/x","n":2}""";
        details.EditAsRows();
        Assert.Null(details.Json);
        Assert.Equal([("page", "/x"), ("n", "2"), (null, null)], details.Rows.Select(r => (r.Name, r.Value)));
    }

    [Theory]
    [InlineData("{\"broken\"")]
    [InlineData("[1]")]
    [InlineData("""{"nested":{"a":1}}""")]
    public void Details_stay_json_when_rows_cannot_show_them(string json)
    {
        var details = new EventDetails { Json = json };
        details.EditAsRows();
        Assert.Equal(json, details.Json);
    }

    [Fact]
    public void Details_that_are_no_json_object_are_refused() => Assert.False(new EventDetails { Json = "[1]" }.TryRead(out _));
}
