using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace LeadScoring.ServiceDefaults.Telemetry;

internal static class TelemetryEnd
{
    private const int LimitMs = 1_000;

    /// <summary>
    /// Sends what is left. All at once and bounded, since a collector that does not answer must not keep a process from ending.
    /// </summary>
    public static Task ShutDownAsync(TracerProvider? traces, MeterProvider? metrics, LoggerProvider? logs, CancellationToken ct) => Task.WhenAll(
        Task.Run(() => traces?.Shutdown(LimitMs), ct),
        Task.Run(() => metrics?.Shutdown(LimitMs), ct),
        Task.Run(() => logs?.Shutdown(LimitMs), ct));
}
