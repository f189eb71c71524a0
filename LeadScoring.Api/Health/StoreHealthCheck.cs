using LeadScoring.Core.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.Api.Health;

internal sealed class StoreHealthCheck(IStoreInfo store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.PingAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (StoreUnavailableException e)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
