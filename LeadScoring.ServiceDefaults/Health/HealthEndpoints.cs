using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace LeadScoring.ServiceDefaults.Health;

internal static class HealthEndpoints
{
    /// <summary>Checks with this tag tell whether the process itself works; the others look at its dependencies.</summary>
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

    /// <summary>Asked every few seconds by whoever watches: spans of it would bury the real ones.</summary>
    private static void LeaveOutOfTraces(Activity? activity)
    {
        if (activity is null) return;
        activity.IsAllDataRequested = false;
        activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
