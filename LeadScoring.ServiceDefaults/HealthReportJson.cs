using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.ServiceDefaults;

/// <summary>A health report as JSON: <c>{"status":"Healthy","checks":[{"name":"redis","status":"Healthy","durationMs":0.4}]}</c>.</summary>
internal static class HealthReportJson
{
    public static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        Status = report.Status.ToString(),
        Checks = report.Entries.Select(e => new
        {
            Name = e.Key,
            Status = e.Value.Status.ToString(),
            DurationMs = Math.Round(e.Value.Duration.TotalMilliseconds, 1),
            Description = e.Value.Description ?? e.Value.Exception?.Message,
        }),
    });
}
