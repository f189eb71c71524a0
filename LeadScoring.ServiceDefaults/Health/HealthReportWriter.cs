using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.ServiceDefaults.Health;

/// <summary>
/// <code>{"status":"Healthy","durationMs":3.1,"checks":[{"name":"redis","status":"Healthy","durationMs":0.4,"description":null}]}</code>
/// </summary>
internal static class HealthReportWriter
{
    public static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        durationMs = report.TotalDuration.TotalMilliseconds,
        checks = report.Entries.Select(check => new
        {
            name = check.Key,
            status = check.Value.Status.ToString(),
            durationMs = check.Value.Duration.TotalMilliseconds,
            description = check.Value.Description ?? check.Value.Exception?.Message,
        }),
    });
}
