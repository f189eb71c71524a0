using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace LeadScoring.Tests.AspireHosting;

/// <summary>Our own servers without containers: a redis-server process and an SQLite file.</summary>
[Collection(EndToEnd.WholeSystem.Name)]
public sealed class ProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("leadscoring-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Everything_is_kept_in_the_data_folder_and_redis_has_on_disk_what_it_acknowledges()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.LeadScoring_AppHost>([$"--LEADSCORING_DATA={_folder}"]);
        var redis = Assert.IsAssignableFrom<ExecutableResource>(builder.Resource("redis"));
        var arguments = string.Join(' ', await redis.ArgumentsAsync(DistributedApplicationOperation.Run));
        Assert.Contains($"--dir {_folder}/redis ", arguments, StringComparison.Ordinal);
        Assert.Contains("--bind 127.0.0.1 ", arguments, StringComparison.Ordinal);
        Assert.EndsWith("--appendonly yes --appendfsync always", arguments, StringComparison.Ordinal);
        Assert.Equal($"Data Source={_folder}/leadscoring.db", await ((IResourceWithConnectionString)builder.Resource("leadscoring")).GetConnectionStringAsync());
        Assert.Empty(builder.Resources.OfType<ContainerResource>());
    }
}
