using LeadScoring.Web.Leads;
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
}
