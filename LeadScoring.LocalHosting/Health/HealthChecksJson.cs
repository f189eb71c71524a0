using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.LocalHosting.Health;

/// <summary>
/// The single checks, where a health endpoint tells them:
/// <code>{"status":"Healthy","checks":[{"name":"redis","status":"Healthy","description":null}]}</code>
/// </summary>
internal static class HealthChecksJson
{
    private const int MaxChecks = 50;
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>Null if the body is anything else.</summary>
    public static IReadOnlyList<HealthReportSnapshot>? Read(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<Answer>(body, Web)?.Checks?.OfType<Check>().Take(MaxChecks).Select(c => new HealthReportSnapshot(
                c.Name ?? "", Enum.TryParse<HealthStatus>(c.Status, ignoreCase: true, out var status) ? status : null, c.Description, null)).ToArray();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Answer(IReadOnlyList<Check?>? Checks);

    private sealed record Check(string? Name, string? Status, string? Description);
}
