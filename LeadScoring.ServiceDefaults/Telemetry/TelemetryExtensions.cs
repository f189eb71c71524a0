using Microsoft.Extensions.Configuration;
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
    private const string TracesPerSecond = "Telemetry:TracesPerSecond";
    private const int DefaultTracesPerSecond = 20;
    private const string Circuits = "Microsoft.AspNetCore.Components.Server.Circuits";

    /// <summary>
    /// Exports traces, metrics and logs by OTLP as the standard <c>OTEL_*</c> environment variables say. Without an endpoint nothing is
    /// collected, and telemetry costs nothing.
    /// </summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var otlp = OtlpSettings.Read();
        if (!otlp.Any) return;
        builder.Services.AddHostedService<TelemetryShutdown>();

        // Query strings hold names and e-mail addresses: they stay redacted, although Aspire switches that off.
        foreach (var client in new[] { "ASPNETCORE", "HTTPCLIENT" }) builder.Configuration[$"OTEL_DOTNET_EXPERIMENTAL_{client}_DISABLE_URL_QUERY_REDACTION"] = "false";
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
            telemetry.WithTracing(traces => traces.SetSampler(builder.Configuration)
                .AddAspNetCoreInstrumentation(o => o.Filter = context => context.Request.Path != "/health" && context.Request.Path != "/alive")
                .AddHttpClientInstrumentation()
                .AddSource(Own, Blazor, Circuits)
                .AddOtlpExporter(o => Apply("TRACES", o)));
        }
    }

    /// <summary>The sampler that <c>OTEL_TRACES_SAMPLER</c> names; by default <see cref="RateLimitSampler"/>.</summary>
    private static TracerProviderBuilder SetSampler(this TracerProviderBuilder traces, IConfiguration configuration)
        => configuration["OTEL_TRACES_SAMPLER"] is { Length: > 0 } ? traces
            : traces.SetSampler(new ParentBasedSampler(new RateLimitSampler(Math.Max(1, configuration.GetValue(TracesPerSecond, DefaultTracesPerSecond)), TimeProvider.System)));

    /// <summary>
    /// Keeps the exporter's own HTTP client: the one from <c>IHttpClientFactory</c> has the retries of calls between services, and would
    /// hold on to a collector that hangs.
    /// </summary>
    private static void Apply(string signal, OtlpExporterOptions exporter)
    {
        OtlpSettings.Apply(signal, exporter);
        var own = exporter.HttpClientFactory;
        exporter.HttpClientFactory = () => own();
    }
}
