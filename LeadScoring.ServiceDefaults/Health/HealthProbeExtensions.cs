using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.ServiceDefaults;

public static class HealthProbeExtensions
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>A dependency that is healthy when the probe ends without an exception within three seconds.</summary>
    public static IHealthChecksBuilder AddProbe(
        this IHealthChecksBuilder builder, string name, Func<IServiceProvider, CancellationToken, Task> probe) =>
        builder.Add(new HealthCheckRegistration(name, s => new Probe(s, probe), HealthStatus.Unhealthy, tags: null, Limit));

    private sealed class Probe(IServiceProvider services, Func<IServiceProvider, CancellationToken, Task> probe) : IHealthCheck
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
                return HealthCheckResult.Unhealthy($"No answer within {Limit.TotalSeconds:0} s. Does anything answer at the address given?");
            }
            catch (Exception e)
            {
                return HealthCheckResult.Unhealthy(e.Message);
            }
        }
    }
}
