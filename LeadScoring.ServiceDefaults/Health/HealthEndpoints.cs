using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.ServiceDefaults.Health;

internal static class HealthEndpoints
{
    /// <summary>Checks with this tag say whether the process itself works; the others check its dependencies.</summary>
    public const string Live = "live";

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        Map(app, "/health", new HealthCheckOptions { ResponseWriter = HealthReportWriter.WriteAsync });
        Map(app, "/alive", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(Live), ResponseWriter = HealthReportWriter.WriteAsync,
        });
    }

    private static void Map(IEndpointRouteBuilder app, string path, HealthCheckOptions options)
    {
        var check = app.CreateApplicationBuilder()
            .Use((context, next) =>
            {
                LeaveOutOfTraces(context.Features.Get<IHttpActivityFeature>()?.Activity);
                return next(context);
            })
            .UseMiddleware<HealthCheckMiddleware>(Microsoft.Extensions.Options.Options.Create(options))
            .Build();
        app.Map(path, check).WithDisplayName(path).AllowAnonymous().DisableHttpMetrics();
    }

    /// <summary>Health checks come every few seconds from the host; their spans would hide the others.</summary>
    private static void LeaveOutOfTraces(Activity? activity)
    {
        if (activity is null) return;
        activity.IsAllDataRequested = false;
        activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}

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
