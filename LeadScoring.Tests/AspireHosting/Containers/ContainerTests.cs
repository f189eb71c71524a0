using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace LeadScoring.Tests.AspireHosting;

/// <summary>Our own servers in containers.</summary>
[Collection(EndToEnd.WholeSystem.Name)]
public sealed class ContainerTests
{
    [Fact]
    public async Task The_store_is_mongodb_with_a_volume()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.LeadScoring_AppHost>();
        Assert.Contains(builder.Resource("mongo").Annotations.OfType<ContainerMountAnnotation>(), m => m.Target == "/data/db");
        Assert.IsType<MongoDBDatabaseResource>(builder.Resource("leadscoring"));
    }

    [Theory]
    [InlineData(DistributedApplicationOperation.Run)]
    [InlineData(DistributedApplicationOperation.Publish)]
    public async Task Redis_has_on_disk_what_it_acknowledges(DistributedApplicationOperation operation)
    {
        string[] arguments = operation == DistributedApplicationOperation.Run ? [] : ["--operation", "publish", "--step", "publish", "--output-path", Path.GetTempPath()];
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.LeadScoring_AppHost>(arguments);
        var redis = builder.Resource("redis");
        var command = await redis.ArgumentsAsync(operation);
        Assert.EndsWith("--appendonly yes --appendfsync always", string.Join(' ', command), StringComparison.Ordinal);
        if (operation == DistributedApplicationOperation.Publish) Assert.EndsWith("--appendfsync always", Assert.IsType<string>(command[^1]), StringComparison.Ordinal);
        Assert.Contains(redis.Annotations.OfType<ContainerMountAnnotation>(), m => m.Target == "/data");
    }
}
