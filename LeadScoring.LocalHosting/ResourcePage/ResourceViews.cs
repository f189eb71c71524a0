using Aspire.Hosting.ApplicationModel;
using LeadScoring.LocalHosting.Processes;
using LeadScoring.LocalHosting.Runtime;

namespace LeadScoring.LocalHosting.ResourcePage;

/// <summary>What the page shows of all resources; sent again whenever any of it changes.</summary>
internal static class ResourceViews
{
    public static object Of(LocalHost host, string run) => new
    {
        run,
        app = AppDomain.CurrentDomain.FriendlyName.Replace(".AppHost", "", StringComparison.Ordinal),
        host.DataFolder,
        resources = host.Resources.Select(r => Of(host.Runner(r.Name))),
    };

    /// <summary>An instance's number in its resource: 1 for the first.</summary>
    public static IEnumerable<(IInstance Instance, int Number)> Numbered(ResourceRunner runner) => runner.Instances.Select((i, index) => (i, index + 1));

    private static object Of(ResourceRunner runner) => new
    {
        runner.Resource.Name,
        kind = Kind(runner.Resource),
        source = Source(runner.Resource),
        runner.Snapshot.State,
        health = runner.Snapshot.HealthStatus?.ToString(),
        urls = ResourceLinks.Of(runner.Resource),
        waitsFor = runner.Resource.Dependencies().Select(d => d.Name),
        runner.HasCommands,
        instances = Numbered(runner).Select(i => Of(i.Instance, i.Number)),
    };

    private static object Of(IInstance instance, int number)
    {
        var status = instance.Status;
        return new
        {
            instance.Id,
            number,
            status.State,
            status.IsStopped,
            pid = status.ProcessId,
            started = status.StartTimeStamp?.ToUnixTimeMilliseconds(),
            stopped = status.StopTimeStamp?.ToUnixTimeMilliseconds(),
            restarts = Math.Max(0, status.Starts - 1),
            status.ExitCode,
            status.Health.IsHealthy,
            status.Health.Reason,
            checks = status.Health.Checks?.Select(c => new { c.Name, status = c.Status?.ToString(), c.Description }),
        };
    }

    private static string Kind(IResource resource) => resource switch
    {
        ProjectResource => "Project",
        RedisResource { IsExternal: true } => "External server",
        IResourceWithConnectionString and not RedisResource => "Connection string",
        _ => "Executable",
    };

    private static string? Source(IResource resource) => resource switch
    {
        ProjectResource => Path.GetFileNameWithoutExtension(resource.Annotations.OfType<Aspire.Hosting.IProjectMetadata>().Last().ProjectPath),
        ExecutableResource executable => Path.GetFileName(executable.Command),
        RedisResource { IsExternal: false } => "redis-server",
        _ => null,
    };
}
