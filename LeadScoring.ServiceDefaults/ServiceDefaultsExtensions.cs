using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace LeadScoring.ServiceDefaults;

/// <summary>What every service has: telemetry, health endpoints, a bounded stop.</summary>
public static class ServiceDefaultsExtensions
{
    private const string Live = "live";

    public static IHostApplicationBuilder AddServiceDefaults(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [Live]);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(8));
        builder.AddTelemetry();
        return builder;
    }

    /// <summary><c>/health</c>: ready, with each dependency; <c>/alive</c>: the process answers. In every environment.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks("/health", new() { ResponseWriter = HealthReportJson.WriteAsync });
        app.MapHealthChecks("/alive", new() { Predicate = c => c.Tags.Contains(Live), ResponseWriter = HealthReportJson.WriteAsync });
        return app;
    }
}
