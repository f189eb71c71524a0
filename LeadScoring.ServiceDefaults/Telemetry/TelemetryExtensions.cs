using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LeadScoring.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>Nothing is collected unless somebody listens: without an OTLP endpoint, tracing costs nothing.</summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return;
        builder.Services.AddHostedService<TelemetryExport>();
    }
}
