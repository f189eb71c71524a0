using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace LeadScoring.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    private const string Own = "LeadScoring";
    private const string Blazor = "Microsoft.AspNetCore.Components";
    private const string Circuits = "Microsoft.AspNetCore.Components.Server.Circuits";

    /// <summary>
    /// Traces, metrics and logs go out by OTLP as the standard <c>OTEL_*</c> environment variables say. Nothing is collected
    /// unless somebody listens: without an endpoint, telemetry costs nothing.
    /// </summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var otlp = OtlpSettings.Read();
        if (!otlp.Any) return;
        builder.Services.AddHostedService<TelemetryStop>();
        if (otlp.Logs)
        {
            builder.Logging.AddOpenTelemetry(log =>
            {
                (log.IncludeFormattedMessage, log.IncludeScopes) = (true, true);
                log.AddOtlpExporter(o => Apply("LOGS", o));
            });
        }

        var telemetry = builder.Services.AddOpenTelemetry();
        if (otlp.Metrics)
        {
            telemetry.WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation()
                .AddMeter(Own, Blazor, $"{Blazor}.Lifecycle", Circuits)
                .AddOtlpExporter(o => Apply("METRICS", o)));
        }

        if (otlp.Traces)
        {
            telemetry.WithTracing(traces => traces
                .AddAspNetCoreInstrumentation(o => o.Filter = context => context.Request.Path != "/health" && context.Request.Path != "/alive")
                .AddHttpClientInstrumentation()
                .AddSource(Own, Blazor, Circuits)
                .AddOtlpExporter(o => Apply("TRACES", o)));
        }
    }

    /// <summary>
    /// With a client of the exporter's own making: the product's are for calls between services, and one with retries does not let go
    /// of a collector that hangs.
    /// </summary>
    private static void Apply(string signal, OtlpExporterOptions exporter)
    {
        OtlpSettings.Apply(signal, exporter);
        var own = exporter.HttpClientFactory;
        exporter.HttpClientFactory = () => own();
    }
}
