using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LeadScoring.ServiceDefaults;

internal static class TelemetryExtensions
{
    /// <summary>Traces and metrics by OTLP when the usual variable names a collector; nothing otherwise.</summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return;
        builder.Services.AddHostedService<TelemetryExport>();
    }
}
