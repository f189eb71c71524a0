using Aspire.Hosting.ApplicationModel;
using LeadScoring.LocalHosting.Health;
using LeadScoring.LocalHosting.Logging;
using LeadScoring.LocalHosting.Network;
using LeadScoring.LocalHosting.Processes;
using LeadScoring.LocalHosting.Redis;
using Microsoft.Extensions.Configuration;

namespace LeadScoring.LocalHosting.Runtime;

/// <summary>Which instances a resource has, and the forwarder in front of them if they share an endpoint.</summary>
internal sealed record InstancePlan(IReadOnlyList<IInstance> Instances, RoundRobinForwarder? Forwarder = null)
{
    public static InstancePlan For(IResource resource, IConfiguration configuration, LogStore logs) => resource switch
    {
        ProjectResource project => ForProject(project, configuration, logs),
        ExecutableResource executable => new([new ProcessInstance(
            $"{executable.Name}-1",
            ct => ExecutableProcess.SpecAsync(executable, configuration, ct),
            probe: null,
            logs.Add(executable.Name, 1, executable.Name),
            TimeProvider.System)]),
        RedisResource { IsExternal: false } redis => new([new ProcessInstance(
            $"{redis.Name}-1",
            _ => Task.FromResult(RedisServer.Spec(redis)),
            new RedisProbe("127.0.0.1", redis.Endpoint(RedisResource.PrimaryEndpointName).AllocatedPort),
            logs.Add(redis.Name, 1, redis.Name),
            TimeProvider.System)]),
        RedisResource redis => new(External(redis)),
        _ => new([]),
    };

    private static IInstance[] External(RedisResource redis)
    {
        var connectionString = redis.GetConnectionStringAsync().AsTask().GetAwaiter().GetResult()!;
        return RedisProbe.For(connectionString) is { } probe ? [new ExternalInstance(redis.Name, probe)] : [];
    }

    private static InstancePlan ForProject(ProjectResource project, IConfiguration configuration, LogStore logs)
    {
        var count = project.ReplicaCount();
        var endpoint = project.Endpoints().FirstOrDefault();
        if (endpoint is null || count == 1)
        {
            var direct = Enumerable.Range(1, count).Select(i => Instance(i, endpoint?.Uri.OriginalString, endpoint?.AllocatedPort));
            return new([.. direct]);
        }

        var ports = Enumerable.Range(0, count).Select(_ => FreePorts.Next()).ToArray();
        return new(
            [.. ports.Select((port, i) => Instance(i + 1, $"http://127.0.0.1:{port}", port))],
            new RoundRobinForwarder(endpoint.AllocatedPort, ports));

        IInstance Instance(int number, string? urls, int? port)
        {
            var id = $"{project.Name}-{number}";
            var log = logs.Add(project.Name, number, count == 1 ? project.Name : id);
            return new ProcessInstance(
                id, ct => ProjectProcess.SpecAsync(project, id, urls, configuration, ct), Probe(project, port), log, TimeProvider.System);
        }
    }

    private static HttpProbe? Probe(ProjectResource project, int? port)
        => port is { } listening && project.Annotations.OfType<HttpHealthCheckAnnotation>().LastOrDefault() is { } check
            ? new HttpProbe(listening, check.Path, check.StatusCode)
            : null;
}
