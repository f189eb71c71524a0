using LeadScoring.Core.Streams;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.Api.Health;

internal sealed class QueueHealthCheck(IQueueMonitor queue) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await queue.PingAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (QueueUnavailableException e)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
