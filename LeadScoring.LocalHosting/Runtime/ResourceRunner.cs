using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using LeadScoring.LocalHosting.Logging;
using LeadScoring.LocalHosting.Processes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeadScoring.LocalHosting.Runtime;

/// <summary>Starts and stops the instances of one resource, and publishes the resource's state from theirs.</summary>
internal sealed class ResourceRunner(
    IResource resource, InstancePlan plan, LogStore logs, ResourceNotificationService notifications, ChangeSignal changed, TimeSpan startTimeout) : IDisposable
{
    private const int ToldLines = 15;
    private static readonly TimeSpan CommandGrace = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _commands = new(1);
    private bool _stopping;

    public IResource Resource => resource;

    public IReadOnlyList<IInstance> Instances => plan.Instances;

    /// <summary>Whether its processes are ours to start and stop.</summary>
    public bool HasCommands => plan.Instances.Any(i => i is ProcessInstance);

    public IReadOnlyList<string> RecentLog => [.. logs.Since(0, resource.Name).Lines.Select(line => line.Content)];

    public CustomResourceSnapshot Snapshot => notifications.Latest(resource.Name).Snapshot;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        plan.Forwarder?.Start();
        StartAll(plan.Instances);
        Refresh();
        await WaitForDependenciesAsync(cancellationToken);
        try
        {
            await notifications.WaitForResourceAsync(
                    resource.Name,
                    e => e.Snapshot.HealthStatus == HealthStatus.Healthy || IsStopped(), // who stops it before it is up, wants no error
                    cancellationToken)
                .WaitAsync(startTimeout, cancellationToken);
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

    /// <summary>
    /// Stops and starts some instances, one command at a time; what is stopped stays so until it is started again. Returns when
    /// they have stopped, not when they have started.
    /// </summary>
    public async Task<ExecuteCommandResult> ExecuteAsync(IReadOnlyList<IInstance> instances, string command, CancellationToken cancellationToken)
    {
        var (stop, start) = (command != KnownResourceCommands.StartCommand, command != KnownResourceCommands.StopCommand);
        if (!HasCommands || (stop && start && command != KnownResourceCommands.RestartCommand))
            return ExecuteCommandResult.Failure($"Command '{command}' is not available for '{resource.Name}'.");
        await _commands.WaitAsync(cancellationToken);
        try
        {
            // The host's own stop, with its shorter grace, does not wait for this one.
            if (stop && !_stopping) await Task.WhenAll(instances.Select(i => i.StopAsync(CommandGrace, CancellationToken.None)));
            return !start || StartAll(instances)
                ? new() { Success = true }
                : ExecuteCommandResult.Failure("The application is stopping.");
        }
        finally
        {
            _commands.Release();
        }
    }

    public void Dispose()
    {
        foreach (var instance in plan.Instances) instance.Dispose();
        _commands.Dispose();
    }

    private bool StartAll(IReadOnlyList<IInstance> instances)
    {
        lock (_gate)
        {
            if (_stopping) return false;
            foreach (var instance in instances) instance.Start(WaitForDependenciesAsync, Refresh);
            return true;
        }
    }

    private async Task WaitForDependenciesAsync(CancellationToken cancellationToken)
    {
        foreach (var dependency in resource.Dependencies())
            await notifications.WaitForResourceHealthyAsync(dependency.Name, cancellationToken);
    }

    private bool IsStopped() => plan.Instances.Count > 0 && plan.Instances.All(i => i.Status.IsStopped);

    private string Failure()
    {
        var lines = RecentLog.TakeLast(ToldLines).Select(line => $"    {line}");
        return string.Join(Environment.NewLine, [
            $"'{resource.Name}' did not become healthy within {startTimeout.TotalSeconds:0} s: {Snapshot.Reason}",
            .. lines]);
    }

    /// <summary>Serialised: two instances may change at once, and the later state must win.</summary>
    private void Refresh()
    {
        lock (_gate)
        {
            if (_stopping) changed.Raise();
            else Publish(ResourceState.Of(plan.Instances.Select(i => (i.Id, i.Status)).ToList()));
        }
    }

    private void Publish(string state, HealthStatus? health, string reason)
        => Publish(new() { State = state, HealthStatus = health, Reason = reason });

    private void Publish(CustomResourceSnapshot snapshot)
    {
        notifications.Publish(resource, snapshot);
        changed.Raise();
    }
}
