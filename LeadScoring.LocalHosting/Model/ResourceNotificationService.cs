using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Tells what state each resource is in, and waits for a state.</summary>
public sealed class ResourceNotificationService
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ResourceEvent> _latest = new(StringComparer.OrdinalIgnoreCase);
    private TaskCompletionSource _changed = NewSignal();

    internal ResourceNotificationService(IEnumerable<IResource> resources)
    {
        foreach (var resource in resources)
            _latest[resource.Name] = new(resource, resource.Name, new() { State = KnownResourceStates.NotStarted });
    }

    /// <summary>Waits until the resource is in the given state (<see cref="KnownResourceStates.Running"/> if none is given).</summary>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default)
        => WaitForResourceAsync(
            resourceName,
            e => string.Equals(e.Snapshot.State, targetState ?? KnownResourceStates.Running, StringComparison.OrdinalIgnoreCase),
            cancellationToken);

    /// <summary>Waits until all processes of the resource run and are healthy.</summary>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
        => WaitForResourceAsync(resourceName, e => e.Snapshot.HealthStatus == HealthStatus.Healthy, cancellationToken);

    /// <summary>Waits until the predicate holds for what is known about the resource.</summary>
    public async Task<ResourceEvent> WaitForResourceAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        while (true)
        {
            var (current, next) = Read(resourceName);
            if (predicate(current)) return current;
            await next.WaitAsync(cancellationToken);
        }
    }

    internal ResourceEvent Latest(string resourceName) => Read(resourceName).Current;

    internal void Publish(IResource resource, CustomResourceSnapshot snapshot)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (_latest[resource.Name].Snapshot == snapshot) return;
            _latest[resource.Name] = new(resource, resource.Name, snapshot);
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.SetResult();
    }

    private (ResourceEvent Current, Task Next) Read(string resourceName)
    {
        lock (_gate)
        {
            return _latest.TryGetValue(resourceName, out var current)
                ? (current, _changed.Task)
                : throw new DistributedApplicationException($"There is no resource named '{resourceName}'.");
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
