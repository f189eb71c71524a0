using LeadScoring.Core.Streams;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.Worker.Health;

internal sealed class RedisHealthCheck(IQueueMonitor queue) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await queue.PingAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
