using LeadScoring.Streams.Leases;
using LeadScoring.Worker.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace LeadScoring.Worker.Leases;

/// <summary>Acquires and renews leases while the worker runs, and releases them when it stops.</summary>
internal sealed class LeaseService(PartitionLeases leases, WorkerIdentity me, IOptions<WorkerOptions> options, ILogger<LeaseService> log) : BackgroundService
{
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(1);
    private int _held = -1;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var timeout = new CancellationTokenSource(ReleaseTimeout);
        try
        {
            await leases.ReleaseAsync(timeout.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LeasesFailed(me.Name, e.GetType().Name);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var holding = await RoundAsync(stoppingToken);
            await Task.Delay(holding ? options.Value.RenewMs : options.Value.StandbyMs, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> RoundAsync(CancellationToken ct)
    {
        try
        {
            await leases.KeepAsync(ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LeasesFailed(me.Name, e.GetType().Name);
            return false;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return false;
        }

        var held = leases.Held().Count;
        if (held != _held) log.LeasesChanged(me.Name, held);
        _held = held;
        return held > 0;
    }
}

/// <summary>Reports how many partitions this worker holds. A worker that holds none is healthy: it stands by.</summary>
internal sealed class LeaseHealthCheck(PartitionLeases leases) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var held = leases.Held().Count;
        return Task.FromResult(HealthCheckResult.Healthy(held == 0 ? "standing by" : $"holds {held} partitions"));
    }
}
