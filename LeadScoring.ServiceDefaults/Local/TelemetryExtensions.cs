using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;

namespace LeadScoring.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>
    /// Traces, metrics and logs go out by OTLP as the standard <c>OTEL_*</c> environment variables say. Nothing is collected
    /// unless somebody listens: without an endpoint, telemetry costs nothing.
    /// </summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var otlp = OtlpSettings.Read();
        if (otlp.Logs)
        {
            builder.Logging.AddOpenTelemetry(log =>
            {
                log.IncludeFormattedMessage = true;
                log.AddOtlpExporter(o => OtlpSettings.Apply("LOGS", o));
            });
        }

        if (otlp.Any) builder.Services.AddHostedService(s => new TelemetryExport(otlp, s.GetService<LoggerProvider>()));
    }
}
