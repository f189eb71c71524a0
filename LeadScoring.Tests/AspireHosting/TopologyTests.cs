using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace LeadScoring.Tests.AspireHosting;

/// <summary>What AppHost's Program.cs makes of Aspire's own types; starts nothing, so it needs no container engine.</summary>
[Collection(EndToEnd.WholeSystem.Name)]
public sealed class TopologyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("leadscoring-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_topology_is_redis_a_store_api_two_workers_and_web()
    {
        await using var builder = await CreateAsync();
        var names = builder.Resources.Select(r => r.Name).ToList();
        foreach (var name in new[] { "redis", "leadscoring", "api", "worker", "web" }) Assert.Contains(name, names);
        Assert.Equal(2, builder.Resource("worker").Annotations.OfType<ReplicaAnnotation>().Single().Replicas);
        Assert.Equal([3000, 5173], new[] { "api", "web" }.Select(name => builder.Resource(name).Annotations.OfType<EndpointAnnotation>().Single(e => e.Name == "http").Port));
        foreach (var (name, on) in new[] { ("api", "redis"), ("api", "leadscoring"), ("worker", "redis"), ("worker", "leadscoring"), ("web", "redis"), ("web", "api") })
        {
            Assert.Contains(builder.Resource(name).Annotations.OfType<WaitAnnotation>(), w => w.Resource.Name == on);
        }
    }

    [Fact]
    public async Task Servers_that_run_elsewhere_take_the_place_of_our_own()
    {
        await using var builder = await CreateAsync("--REDIS_URL=redis://:secret@cache.example:6380/2", "--MONGODB_URI=mongodb://db.example/leads");
        Assert.Equal("cache.example:6380,password=secret,defaultDatabase=2", await AddressAsync(builder, "redis"));
        Assert.Equal("mongodb://db.example/leads", await AddressAsync(builder, "leadscoring"));
        Assert.False(builder.Resource("redis") is ContainerResource or ExecutableResource);
        Assert.DoesNotContain(builder.Resources, r => r.Name == "mongo");
    }

    [Fact]
    public async Task A_connection_string_is_stronger_than_the_seeds_names()
    {
        await using var builder = await CreateAsync("--REDIS_URL=redis://a.example", "--ConnectionStrings:redis=b.example:6379");
        Assert.Equal("b.example:6379", await AddressAsync(builder, "redis"));
    }

    [Theory]
    [InlineData("--MONGODB_URI=postgres://db.example/leads", "MONGODB_URI must have the form mongodb://")]
    [InlineData("--API_PORT=70000", "API_PORT must be a port number")]
    [InlineData("--REDIS_URL=redis://", "REDIS_URL is not a URL")]
    public async Task A_setting_that_makes_no_sense_is_named(string argument, string said)
    {
        var e = await Assert.ThrowsAnyAsync<Exception>(() => CreateAsync(argument));
        Assert.Contains(said, e.ToString(), StringComparison.Ordinal);
    }

    private Task<IDistributedApplicationTestingBuilder> CreateAsync(params string[] arguments)
        => DistributedApplicationTestingBuilder.CreateAsync<Projects.LeadScoring_AppHost>([.. arguments, $"--LEADSCORING_DATA={_folder}"]);

    private static async Task<string?> AddressAsync(IDistributedApplicationTestingBuilder builder, string name)
        => await ((IResourceWithConnectionString)builder.Resource(name)).GetConnectionStringAsync();
}
