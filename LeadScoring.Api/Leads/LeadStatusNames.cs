using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Leads;

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
