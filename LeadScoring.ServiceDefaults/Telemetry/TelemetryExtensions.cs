using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;

namespace LeadScoring.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// Traces, metrics and logs go out by OTLP as the standard <c>OTEL_*</c> variables say. Nothing is collected unless somebody
    /// listens: without an endpoint, telemetry costs nothing.
    /// </summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        if (string.Equals(settings["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)) return;
        var (traces, metrics, logs) = (IsSet(settings, "TRACES"), IsSet(settings, "METRICS"), IsSet(settings, "LOGS"));
        if (logs)
        {
            builder.Logging.AddOpenTelemetry(log =>
            {
                log.IncludeFormattedMessage = true;
                log.AddOtlpExporter();
            });
        }

        if (traces || metrics) builder.Services.AddHostedService(_ => new TelemetryExport(traces, metrics));
    }

    /// <summary>The endpoint of one signal, or of all, unless its exporter is <c>none</c>.</summary>
    private static bool IsSet(IConfiguration settings, string signal) =>
        !string.Equals(settings[$"OTEL_{signal}_EXPORTER"], "none", StringComparison.OrdinalIgnoreCase)
        && (!string.IsNullOrEmpty(settings[Endpoint]) || !string.IsNullOrEmpty(settings[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]));
}
