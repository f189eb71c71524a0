using LeadScoring.Worker.Leases;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.Worker.Health;

/// <summary>Says what this worker does; standing by is healthy.</summary>
internal sealed class LeaseHealthCheck(PartitionLeases leases) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var held = leases.Held().Count;
        return Task.FromResult(HealthCheckResult.Healthy(held == 0 ? "standing by" : $"holds {held} partitions"));
    }
}
