using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace LeadScoring.LocalHosting.Testing;

/// <summary>What Aspire has no names for: the processes behind a resource, to kill and watch, and what they wrote.</summary>
public static class LocalFaultTesting
{
    /// <summary>The ids of the resource's running processes, in the order of the replicas; empty for what runs elsewhere.</summary>
    public static IReadOnlyList<int> GetProcessIds(this DistributedApplication app, string resourceName)
        => [.. app.Host.Runner(resourceName).Instances.Select(i => i.Status.ProcessId).OfType<int>()];

    /// <summary>
    /// Waits until the process is gone and all processes of the resource are healthy again. Waiting for health alone right
    /// after a kill could see the state from before.
    /// </summary>
    public static Task<ResourceEvent> WaitForRestartAsync(
        this DistributedApplication app, string resourceName, int oldProcessId, CancellationToken cancellationToken = default)
    {
        var runner = app.Host.Runner(resourceName);
        return app.ResourceNotifications.WaitForResourceAsync(
            resourceName,
            _ => runner.Instances.All(i => i.Status is { IsRunning: true, Health.IsHealthy: true } status && status.ProcessId != oldProcessId),
            cancellationToken);
    }

    /// <summary>The resource's latest lines of output, at most 2,000 of each process.</summary>
    public static IReadOnlyList<string> GetRecentLog(this DistributedApplication app, string resourceName)
        => app.Host.Runner(resourceName).RecentLog;

    /// <summary>All resources' states and latest lines, for the message of a failed test.</summary>
    public static string DumpLogs(this DistributedApplication app)
        => string.Join(Environment.NewLine, [
            .. app.Host.Runners.SelectMany(r => r.Value.Instances.Select(
                i => $"{r.Key} | {i.Id}: process {i.Status.ProcessId?.ToString(CultureInfo.InvariantCulture) ?? "none"}, started {i.Status.Starts} times, {i.Status.Health}")),
            .. app.Host.Runners.SelectMany(r => r.Value.RecentLog.Select(line => $"{r.Key} | {line}"))]);
}
