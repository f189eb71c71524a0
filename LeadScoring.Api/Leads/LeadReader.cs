using LeadScoring.Api.Http;
using LeadScoring.Contracts.Leads;
using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Leads;

/// <summary>Reads and checks a lead as a client sends it.</summary>
internal static class LeadReader
{
    public static readonly string[] Members = ["name", "email", "company", "status", "metadata"];

    public static LeadDraft Read(JsonFields fields)
    {
        var name = fields.Text("name", 200, required: true);
        var email = fields.Text("email", EmailAddress.MaxLength, required: true);
        var company = fields.Text("company", 200, required: false);
        var status = fields.Choice("status", LeadStatusNames.All);
        var metadata = fields.Object("metadata", EventRules.MaxMetadataBytes);
        if (email is not null && !EmailAddress.IsSane(email)) fields.Error("email", "Must be an e-mail address such as jane@example.com.");
        return new LeadDraft(
            name ?? "", email ?? "", string.IsNullOrEmpty(company) ? null : company,
            status is null ? LeadStatus.New : LeadStatusNames.ByName[status]!.Value, metadata);
    }
}
