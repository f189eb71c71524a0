namespace LeadScoring.LocalHosting.Health;

/// <summary>Looks every 100 ms for the first 5 s of not being healthy, else every second: a look may cost the process a line in its log.</summary>
internal static class HealthMonitor
{
    private const int EagerLooks = 50;
    private static readonly TimeSpan Eager = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(IHealthProbe probe, Action<HealthReport> report, CancellationToken cancellationToken)
    {
        var sick = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            var result = await CheckAsync(probe, cancellationToken);
            if (cancellationToken.IsCancellationRequested) return;
            report(result);
            sick = result.IsHealthy ? 0 : sick + 1;
            await Task.Delay(sick is 0 or > EagerLooks ? Steady : Eager, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<HealthReport> CheckAsync(IHealthProbe probe, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        try
        {
            return await probe.CheckAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            return HealthReport.Unhealthy($"the health check did not answer within {Patience.TotalSeconds} s");
        }
    }
}
