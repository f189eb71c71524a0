using LeadScoring.Api.Http;
using LeadScoring.Contracts.Leads;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Texts;

namespace LeadScoring.Api.Leads;

/// <summary>From the domain to the contracts of the API, and back.</summary>
internal static class LeadMapping
{
    public static LeadDraft ToDraft(this LeadRequest request) => new(
        VisibleText.Trim(request.Name), EmailAddress.Clean(request.Email), VisibleText.IsBlank(request.Company) ? null : VisibleText.Trim(request.Company!),
        request.Status is null ? LeadStatus.New : LeadStatusNames.ByName[request.Status]!.Value, request.Metadata);

    public static LeadResponse ToResponse(this Lead lead) => new(
        lead.Id, lead.Name, lead.Email, lead.Company, LeadStatusNames.Of(lead.Status), lead.CurrentScore, lead.Rank,
        lead.EventCount, lead.LastEventAtMs.ToTime(), lead.CreatedAtMs.ToTime(), lead.UpdatedAtMs.ToTime(), lead.Metadata);

    public static LeadStatusResponse ToResponse(this StatusUpdate update) => new(
        [.. update.Changed.Select(changed => new ChangedStatusResponse(changed.Change.LeadId, LeadStatusNames.Of(changed.Previous)))], update.Unchanged, update.Unknown);

    public static LeadPageResponse ToResponse(this LeadPage page, int number, int limit) => new(
        [.. page.Leads.Select(x => x.ToResponse())], page.Total, page.TotalIsLowerBound, number,
        Math.Min((page.Total + limit - 1) / limit, LeadQuery.MaxDepth / limit));
}

/// <summary>The statuses as they are spelt in JSON and queries.</summary>
internal static class LeadStatusNames
{
    public static readonly IReadOnlyDictionary<string, LeadStatus?> ByName =
        Enum.GetValues<LeadStatus>().ToDictionary(Of, s => (LeadStatus?)s, StringComparer.Ordinal);

    public static readonly string[] All = [.. ByName.Keys];

#pragma warning disable CA1308 // The API's spelling is lower case
    public static string Of(LeadStatus status) => status.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}
