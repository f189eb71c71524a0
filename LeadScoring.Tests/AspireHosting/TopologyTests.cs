using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace LeadScoring.Tests.AspireHosting;

/// <summary>What AppHost's Program.cs makes of Aspire's own types; starts nothing, so it needs no container engine.</summary>
public sealed class TopologyTests
{
    [Fact]
    public async Task The_topology_is_redis_mongodb_api_two_workers_and_web()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.LeadScoring_AppHost>();
        var names = builder.Resources.Select(r => r.Name).ToList();
        foreach (var name in new[] { "redis", "mongo", "leadscoring", "api", "worker", "web" }) Assert.Contains(name, names);
        Assert.Equal(2, Resource(builder, "worker").Annotations.OfType<ReplicaAnnotation>().Single().Replicas);
        Assert.Equal([3000, 5173], new[] { "api", "web" }.Select(name => Resource(builder, name).Annotations.OfType<EndpointAnnotation>().Single(e => e.Name == "http").Port));
        foreach (var (name, on) in new[] { ("api", "redis"), ("api", "leadscoring"), ("worker", "redis"), ("worker", "leadscoring"), ("web", "redis"), ("web", "api") })
        {
            Assert.Contains(Resource(builder, name).Annotations.OfType<WaitAnnotation>(), w => w.Resource.Name == on);
        }
    }

    [Theory]
    [InlineData(DistributedApplicationOperation.Run)]
    [InlineData(DistributedApplicationOperation.Publish)]
    public async Task Redis_has_on_disk_what_it_acknowledges(DistributedApplicationOperation operation)
    {
        string[] arguments = operation == DistributedApplicationOperation.Run ? [] : ["--operation", "publish", "--step", "publish", "--output-path", Path.GetTempPath()];
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.LeadScoring_AppHost>(arguments);
        var redis = (RedisResource)Resource(builder, "redis");
        var command = new List<object>();
        var context = new CommandLineArgsCallbackContext(command, redis) { ExecutionContext = new DistributedApplicationExecutionContext(operation) };
        foreach (var callback in redis.Annotations.OfType<CommandLineArgsCallbackAnnotation>()) await callback.Callback(context);
        Assert.EndsWith("--appendonly yes --appendfsync always", string.Join(' ', command), StringComparison.Ordinal);
        if (operation == DistributedApplicationOperation.Publish) Assert.EndsWith("--appendfsync always", Assert.IsType<string>(command[^1]), StringComparison.Ordinal);
        Assert.Contains(redis.Annotations.OfType<ContainerMountAnnotation>(), m => m.Target == "/data");
    }

    private static IResource Resource(IDistributedApplicationTestingBuilder builder, string name) => builder.Resources.Single(r => r.Name == name);
}
