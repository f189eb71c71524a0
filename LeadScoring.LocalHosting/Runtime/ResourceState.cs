using Aspire.Hosting.ApplicationModel;
using LeadScoring.LocalHosting.Processes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.LocalHosting.Runtime;

/// <summary>A resource's state from those of its instances. Those that somebody has stopped do not count while others run.</summary>
internal static class ResourceState
{
    public static CustomResourceSnapshot Of(IReadOnlyList<(string Id, InstanceStatus Status)> instances)
    {
        var wanted = instances.Where(i => !i.Status.IsStopped).ToList();
        if (wanted.Count == 0 && instances.Count > 0)
        {
            var state = instances.Any(i => i.Status.IsRunning) ? KnownResourceStates.Stopping : KnownResourceStates.Exited;
            return new() { State = state, HealthStatus = HealthStatus.Unhealthy, Reason = "stopped" };
        }

        if (wanted.Exists(i => i.Status.State == KnownResourceStates.Waiting)) return new() { State = KnownResourceStates.Waiting };
        var sick = wanted.Where(i => !i.Status.Health.IsHealthy).Select(i => $"{i.Id}: {i.Status.Health.Reason}").ToList();
        return new()
        {
            State = wanted.TrueForAll(i => i.Status.IsRunning) ? KnownResourceStates.Running : KnownResourceStates.Starting,
            HealthStatus = sick.Count == 0 ? HealthStatus.Healthy : HealthStatus.Unhealthy,
            Reason = string.Join("; ", sick),
        };
    }
}
