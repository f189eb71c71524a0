using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace LeadScoring.ServiceDefaults.Telemetry;

/// <summary>Ends the exporters within a second; by themselves they wait up to 20 for a collector that does not answer.</summary>
internal sealed class TelemetryStop(IServiceProvider services) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Last of all: what the other services did while stopping is sent as well.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) => TelemetryEnd.ShutDownAsync(
        services.GetService<TracerProvider>(), services.GetService<MeterProvider>(), services.GetService<LoggerProvider>(), cancellationToken);
}
