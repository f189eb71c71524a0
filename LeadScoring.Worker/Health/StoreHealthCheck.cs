using LeadScoring.Core.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.Worker.Health;

internal sealed class StoreHealthCheck(IStoreInfo store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await store.PingAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
