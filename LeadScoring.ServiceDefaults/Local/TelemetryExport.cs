using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace LeadScoring.ServiceDefaults.Telemetry;

/// <summary>
/// Sends traces and metrics by OTLP while the host runs. Names, resource, sampler and endpoint come from the standard
/// <c>OTEL_*</c> variables; ASP.NET Core, Blazor, HttpClient and the runtime have their sources built in.
/// </summary>
internal sealed class TelemetryExport(OtlpSettings otlp, LoggerProvider? logs) : IHostedLifecycleService, IDisposable
{
    private const string Own = "LeadScoring";

    private static readonly string[] Sources =
        ["Microsoft.AspNetCore", "Microsoft.AspNetCore.Components", "Microsoft.AspNetCore.Components.Server.Circuits", "System.Net.Http", Own];

    private static readonly string[] MeterNames =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Components",
        "Microsoft.AspNetCore.Components.Lifecycle", "Microsoft.AspNetCore.Components.Server.Circuits", "System.Net.Http", "System.Runtime", Own,
    ];

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (otlp.Traces) _traces = Sdk.CreateTracerProviderBuilder().AddSource(Sources).AddOtlpExporter(o => OtlpSettings.Apply("TRACES", o)).Build();
        if (otlp.Metrics) _metrics = Sdk.CreateMeterProviderBuilder().AddMeter(MeterNames).AddOtlpExporter(o => OtlpSettings.Apply("METRICS", o)).Build();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Last of all: what the other services did while stopping is sent as well.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) => TelemetryEnd.ShutDownAsync(_traces, _metrics, logs, cancellationToken);

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
