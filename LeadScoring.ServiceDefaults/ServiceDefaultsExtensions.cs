using LeadScoring.ServiceDefaults.Health;
using LeadScoring.ServiceDefaults.Hosts;
using LeadScoring.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace LeadScoring.ServiceDefaults;

/// <summary>What every process shares: host filtering, health checks, telemetry, HTTP clients, a bounded shutdown.</summary>
public static class ServiceDefaultsExtensions
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(8);

    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownLimit);
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [HealthEndpoints.Live]);
        HostFilter.AddTo(builder);
        builder.AddTelemetry();
        builder.AddHttpClientDefaults();
        return builder;
    }

    /// <summary><c>/health</c> (ready, with every dependency) and <c>/alive</c>, in every environment.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealth();
        return app;
    }
}
