using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace LeadScoring.ServiceDefaults.Telemetry;

/// <summary>
/// Flushes and stops the exporters, all at once and within a second: by themselves they wait up to 20 seconds for a collector that does not
/// answer, and the process would not end until then.
/// </summary>
internal sealed class TelemetryShutdown(IServiceProvider services) : IHostedLifecycleService
{
    private const int TimeoutMs = 1_000;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after every hosted service has stopped, so that what they did while stopping is exported too.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) => ShutDownAsync(
        services.GetService<TracerProvider>(), services.GetService<MeterProvider>(), services.GetService<LoggerProvider>(), cancellationToken);

    internal static Task ShutDownAsync(TracerProvider? traces, MeterProvider? metrics, LoggerProvider? logs, CancellationToken ct) => Task.WhenAll(
        Task.Run(() => traces?.Shutdown(TimeoutMs), ct),
        Task.Run(() => metrics?.Shutdown(TimeoutMs), ct),
        Task.Run(() => logs?.Shutdown(TimeoutMs), ct));
}
