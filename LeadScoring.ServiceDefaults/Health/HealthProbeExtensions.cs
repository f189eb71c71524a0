using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.ServiceDefaults;

public static class HealthProbeExtensions
{
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(3);

    /// <summary>A dependency that is healthy when the probe ends without an exception within the limit, by default <see cref="DefaultLimit"/>.</summary>
    public static IHealthChecksBuilder AddProbe(
        this IHealthChecksBuilder builder, string name, Func<IServiceProvider, CancellationToken, Task> probe, TimeSpan? limit = null) =>
        builder.Add(new HealthCheckRegistration(
            name, s => new Probe(s, probe, limit ?? DefaultLimit), HealthStatus.Unhealthy, tags: null, limit ?? DefaultLimit));

    private sealed class Probe(IServiceProvider services, Func<IServiceProvider, CancellationToken, Task> probe, TimeSpan limit) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await probe(services, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
                return HealthCheckResult.Healthy();
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return HealthCheckResult.Unhealthy($"No answer within {limit.TotalSeconds:0.##} s. Does anything answer at the address given?");
            }
            catch (Exception e)
            {
                return HealthCheckResult.Unhealthy(e.Message);
            }
        }
    }
}
