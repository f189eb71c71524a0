using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using LeadScoring.LocalHosting.Logging;
using LeadScoring.LocalHosting.Processes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.LocalHosting.Runtime;

/// <summary>Starts and stops the instances of one resource, and publishes the resource's state from theirs.</summary>
internal sealed class ResourceRunner(
    IResource resource, InstancePlan plan, ResourceLog log, ResourceNotificationService notifications, TimeSpan startTimeout) : IDisposable
{
    private const int ToldLines = 15;
    private readonly Lock _gate = new();
    private bool _stopping;

    public IResource Resource => resource;

    public IReadOnlyList<IInstance> Instances => plan.Instances;

    public IReadOnlyList<string> RecentLog => log.Recent();

    public CustomResourceSnapshot Snapshot => notifications.Latest(resource.Name).Snapshot;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Publish(KnownResourceStates.Waiting, null, "");
        foreach (var dependency in resource.Dependencies())
            await notifications.WaitForResourceHealthyAsync(dependency.Name, cancellationToken);

        plan.Forwarder?.Start();
        foreach (var instance in plan.Instances) instance.Start(Refresh);
        Refresh();
        try
        {
            await notifications.WaitForResourceHealthyAsync(resource.Name, cancellationToken).WaitAsync(startTimeout, cancellationToken);
        }
        catch (TimeoutException)
        {
            Publish(KnownResourceStates.FailedToStart, HealthStatus.Unhealthy, Snapshot.Reason);
            throw new DistributedApplicationException(Failure());
        }
    }

    public async Task StopAsync(TimeSpan grace, CancellationToken killNow)
    {
        lock (_gate) _stopping = true;
        Publish(KnownResourceStates.Stopping, HealthStatus.Unhealthy, "stopping");
        await Task.WhenAll(plan.Instances.Select(i => i.StopAsync(grace, killNow)));
        if (plan.Forwarder is not null) await plan.Forwarder.DisposeAsync();
        Publish(KnownResourceStates.Exited, HealthStatus.Unhealthy, "stopped");
    }

    public void Dispose()
    {
        foreach (var instance in plan.Instances) instance.Dispose();
    }

    private string Failure()
    {
        var lines = log.Recent().TakeLast(ToldLines).Select(line => $"    {line}");
        return string.Join(Environment.NewLine, [
            $"'{resource.Name}' did not become healthy within {startTimeout.TotalSeconds:0} s: {Snapshot.Reason}",
            .. lines]);
    }

    /// <summary>Serialised: two instances may change at once, and the later state must win.</summary>
    private void Refresh()
    {
        lock (_gate)
        {
            if (_stopping) return;
            var sick = plan.Instances.Where(i => !i.Health.IsHealthy).Select(i => $"{i.Id}: {i.Health.Reason}").ToArray();
            var state = plan.Instances.All(i => i.IsRunning) ? KnownResourceStates.Running : KnownResourceStates.Starting;
            Publish(state, sick.Length == 0 ? HealthStatus.Healthy : HealthStatus.Unhealthy, string.Join("; ", sick));
        }
    }

    private void Publish(string state, HealthStatus? health, string reason)
        => notifications.Publish(resource, new() { State = state, HealthStatus = health, Reason = reason });
}
