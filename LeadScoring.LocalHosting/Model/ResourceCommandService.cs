using LeadScoring.LocalHosting.Processes;
using LeadScoring.LocalHosting.Runtime;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Starts and stops resources by command.</summary>
public sealed class ResourceCommandService
{
    private readonly LocalHost _host;

    internal ResourceCommandService(LocalHost host) => _host = host;

    /// <summary>Executes one of <see cref="KnownResourceCommands"/> for a resource, or for one of its replicas ("worker-1").</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        var found = _host.Runners.TryGetValue(resourceId, out var runner)
            ? (Runner: runner, runner.Instances)
            : _host.Runners.Values.Select(r => (Runner: r, Instances: (IReadOnlyList<IInstance>)[.. r.Instances.Where(i => i.Id == resourceId)]))
                .FirstOrDefault(r => r.Instances.Count > 0);
        return found.Runner is null
            ? Task.FromResult(ExecuteCommandResult.Failure($"Resource '{resourceId}' not found."))
            : found.Runner.ExecuteAsync(found.Instances, commandName, cancellationToken);
    }

    /// <summary>Executes one of <see cref="KnownResourceCommands"/> for all replicas of a resource.</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return ExecuteCommandAsync(resource.Name, commandName, cancellationToken);
    }
}
