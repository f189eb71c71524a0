using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace LeadScoring.Tests.AppHost;

/// <summary>What AppHost's Program.cs makes of its settings; starts nothing, so it needs no container engine.</summary>
public sealed class TopologyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("leadscoring-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Topology_the_topology_is_redis_a_store_api_two_workers_web_and_demo()
    {
        await using var builder = await CreateAsync();
        var names = builder.Resources.Select(r => r.Name).ToList();
        foreach (var name in new[] { "redis", "leadscoring", "api", "worker", "web", "demo" }) Assert.Contains(name, names);
        Assert.Equal(2, builder.Resource("worker").Annotations.OfType<ReplicaAnnotation>().Single().Replicas);
        foreach (var (name, on) in new[] { ("api", "redis"), ("api", "leadscoring"), ("worker", "redis"), ("worker", "leadscoring"), ("web", "redis"), ("web", "api"), ("demo", "api") })
        {
            Assert.Contains(builder.Resource(name).Annotations.OfType<WaitAnnotation>(), w => w.Resource.Name == on);
        }
    }

    [Theory]
    [InlineData("true", "--seed=true")]
    [InlineData("false")]
    public async Task Topology_the_demo_service_seeds_if_asked_sends_no_telemetry_and_web_knows_its_address(string seed, params string[] arguments)
    {
        await using var builder = await CreateAsync(arguments);
        var environment = await EnvironmentAsync(builder, "demo");
        Assert.Equal((seed, "true"), (environment["Demo__Seed"], environment["OTEL_SDK_DISABLED"]));
        Assert.Contains("services__api__http__0", environment.Keys);
        Assert.Contains("services__demo__http__0", (await EnvironmentAsync(builder, "web")).Keys);
        Assert.DoesNotContain("Demo__Seed", (await EnvironmentAsync(builder, "api")).Keys);
        var command = Assert.Single(builder.Resource("demo").Annotations.OfType<ResourceCommandAnnotation>(), c => c.Name == "load-demo-data");
        Assert.Equal("Load demo data", command.DisplayName);
        Assert.DoesNotContain(builder.Resource("api").Annotations.OfType<ResourceCommandAnnotation>(), c => c.Name == "load-demo-data");
    }

    [Fact]
    public async Task Topology_published_there_is_no_demo_service_and_web_has_no_address_of_one()
    {
        await using var builder = await AppModel.PublishAsync("--seed");
        Assert.DoesNotContain(builder.Resources, r => r.Name == "demo");
        var variables = await builder.Resource("web").EnvironmentAsync(DistributedApplicationOperation.Publish);
        Assert.DoesNotContain(variables.Keys, name => name.Contains("demo", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Topology_servers_that_run_elsewhere_take_the_place_of_our_own()
    {
        await using var builder = await CreateAsync("--REDIS_URL=redis://:secret@cache.example:6380/2", "--MONGODB_URI=mongodb://db.example/leads");
        Assert.Equal("cache.example:6380,password=secret,defaultDatabase=2", await AddressAsync(builder, "redis"));
        Assert.Equal("mongodb://db.example/leads", await AddressAsync(builder, "leadscoring"));
        Assert.False(builder.Resource("redis") is ContainerResource or ExecutableResource);
        Assert.DoesNotContain(builder.Resources, r => r.Name == "mongo");
    }

    [Fact]
    public async Task Topology_a_connection_string_is_stronger_than_a_url()
    {
        await using var builder = await CreateAsync("--REDIS_URL=redis://a.example", "--ConnectionStrings:redis=b.example:6379");
        Assert.Equal("b.example:6379", await AddressAsync(builder, "redis"));
    }

    [Theory]
    [InlineData("--MONGODB_URI=postgres://db.example/leads", "MONGODB_URI must have the form mongodb://")]
    [InlineData("--API_PORT=70000", "API_PORT must be a port number")]
    [InlineData("--REDIS_URL=redis://", "REDIS_URL is not a URL")]
    [InlineData("--UseContainers=perhaps", "UseContainers must be true or false")]
    [InlineData("--API_PROT=3001", "There is no argument '--API_PROT'")]
    public async Task Topology_a_setting_that_makes_no_sense_is_named(string argument, string said)
    {
        var e = await Assert.ThrowsAnyAsync<Exception>(() => CreateAsync(argument));
        Assert.Contains(said, e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Topology_services_are_started_directly_again_when_they_die_and_wait_for_what_is_away()
    {
        await using var builder = await CreateAsync();
        foreach (var name in new[] { "api", "worker", "web", "demo" })
        {
            var service = builder.Resource(name);
            var program = Path.GetFileName(service.Annotations.OfType<ExecutableAnnotation>().Last().Command);
            Assert.Equal($"leadscoring.{name}", program, ignoreCase: true);
            Assert.Single(service.Annotations.OfType<LeadScoring.AppHost.Services.RestartAnnotation>());
            Assert.All(service.Annotations.OfType<WaitAnnotation>(), w => Assert.Equal(WaitBehavior.WaitOnResourceUnavailable, w.WaitBehavior));
        }

        Assert.Single(builder.Resource("redis").Annotations.OfType<LeadScoring.AppHost.Services.RestartAnnotation>());
    }

    [Fact]
    public async Task Topology_a_collector_that_is_named_gets_everything_and_the_services_choose_what_they_sample()
    {
        await using var usual = await CreateAsync();
        var aspires = await EnvironmentAsync(usual, "api");
        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT", aspires.Keys);
        Assert.DoesNotContain("OTEL_TRACES_SAMPLER", aspires.Keys);
        Assert.Equal("5000", aspires["OTEL_METRIC_EXPORT_INTERVAL"]);

        await using var given = await CreateAsync(
            "--OTEL_EXPORTER_OTLP_ENDPOINT=http://collector.example:4317", "--OTEL_EXPORTER_OTLP_HEADERS=key=mine", "--OTEL_TRACES_SAMPLER=traceidratio", "--OTEL_METRIC_EXPORT_INTERVAL=2000", "--MONGODB_URI=mongodb://db.example/leads", "--REDIS_URL=redis://cache.example");
        var environment = await EnvironmentAsync(given, "api");
        Assert.Equal(("http://collector.example:4317", "key=mine"), (environment["OTEL_EXPORTER_OTLP_ENDPOINT"], environment["OTEL_EXPORTER_OTLP_HEADERS"]));
        Assert.DoesNotContain("OTEL_EXPORTER_OTLP_PROTOCOL", environment.Keys);
        Assert.Equal(("traceidratio", "2000"), (environment["OTEL_TRACES_SAMPLER"], environment["OTEL_METRIC_EXPORT_INTERVAL"]));
    }

    [Fact]
    public async Task Topology_ports_are_those_that_are_set_without_a_proxy_in_between()
    {
        await using var builder = await CreateAsync("--PORT=23001", "--WEB_PORT=23002");
        var endpoints = new[] { "api", "web" }.Select(name => builder.Resource(name).Annotations.OfType<EndpointAnnotation>().Single(e => e.Name == "http")).ToList();
        Assert.Equal([23001, 23002], endpoints.Select(e => e.Port));
        Assert.All(endpoints, e => Assert.False(e.IsProxied));
    }

    [Fact]
    public async Task Topology_a_taken_port_is_told_with_the_setting_that_changes_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var e = await Assert.ThrowsAnyAsync<Exception>(() => CreateAsync($"--WEB_PORT={port}"));
        Assert.Contains($"Port {port}, which 'web' listens on, is in use. Free it, or set WEB_PORT to another port.", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Topology_without_containers_everything_is_kept_in_the_data_folder_and_redis_has_on_disk_what_it_acknowledges()
    {
        await using var builder = await CreateAsync();
        var redis = Assert.IsAssignableFrom<ExecutableResource>(builder.Resource("redis"));
        var arguments = string.Join(' ', await redis.ArgumentsAsync(DistributedApplicationOperation.Run));
        Assert.Contains($"--dir {_folder}/redis ", arguments, StringComparison.Ordinal);
        Assert.Contains("--bind 127.0.0.1 ", arguments, StringComparison.Ordinal);
        Assert.EndsWith("--appendonly yes --appendfsync always", arguments, StringComparison.Ordinal);
        Assert.Equal($"Data Source={_folder}/leadscoring.db", await AddressAsync(builder, "leadscoring"));
        Assert.Empty(builder.Resources.OfType<ContainerResource>());
    }

    [Fact]
    public async Task Topology_published_the_store_is_a_mongodb_replica_set_with_a_volume_and_a_key()
    {
        await using var builder = await AppModel.PublishAsync();
        var mongo = builder.Resource("mongo");
        Assert.Contains(mongo.Annotations.OfType<ContainerMountAnnotation>(), m => m.Target == "/data/db");
        Assert.Equal(["--replSet", "rs0", "--bind_ip_all", "--keyFile", "/etc/leadscoring-mongo.key", "--setParameter", "transactionLifetimeLimitSeconds=20"], await mongo.ArgumentsAsync(DistributedApplicationOperation.Publish));
        Assert.Equal("/etc", mongo.Annotations.OfType<ContainerFileSystemCallbackAnnotation>().Single().DestinationPath);
        Assert.Equal(mongo, Assert.IsAssignableFrom<IResourceWithParent>(builder.Resource("leadscoring")).Parent);
        var address = ((IResourceWithConnectionString)builder.Resource("leadscoring")).ConnectionStringExpression.ValueExpression;
        Assert.Equal("mongodb://admin:{mongo-password.value}@{mongo.bindings.tcp.host}:{mongo.bindings.tcp.port}/leadscoring?authSource=admin&replicaSet=rs0", address);
    }

    [Fact]
    public async Task Topology_published_services_answer_to_their_names_and_take_nothing_of_this_machine_along()
    {
        await using var builder = await AppModel.PublishAsync("--OTEL_EXPORTER_OTLP_ENDPOINT=http://collector.example:4317", "--OTEL_EXPORTER_OTLP_HEADERS=key=secret");
        foreach (var name in new[] { "api", "worker", "web" })
        {
            var variables = await builder.Resource(name).EnvironmentAsync(DistributedApplicationOperation.Publish);
            Assert.Equal(name, variables["AllowedHosts"]);
            Assert.DoesNotContain("ASPNETCORE_ENVIRONMENT", variables.Keys);
            Assert.DoesNotContain("key=secret", variables.Values);
        }
    }

    [Fact]
    public async Task Topology_with_an_engine_redis_and_mongodb_are_containers_with_volumes_and_the_data_of_earlier_runs_is_named()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "leadscoring.db"), "");
        await using var builder = await CreateAsync("--UseContainers=true", "--ASPIRE_CONTAINER_RUNTIME=true"); // a program that answers as an engine does
        var redis = Assert.IsAssignableFrom<ContainerResource>(builder.Resource("redis"));
        Assert.EndsWith("--appendonly yes --appendfsync always", string.Join(' ', await redis.ArgumentsAsync(DistributedApplicationOperation.Run)), StringComparison.Ordinal);
        Assert.Contains(redis.Annotations.OfType<ContainerMountAnnotation>(), m => m.Target == "/data");
        Assert.IsAssignableFrom<ContainerResource>(builder.Resource("mongo"));
        Assert.Equal("true", builder.Configuration["DcpPublisher:ContainerRuntime"]);
        var e = await Assert.ThrowsAnyAsync<Exception>(() => CreateAsync("--UseContainers=true", "--ASPIRE_CONTAINER_RUNTIME=true"));
        Assert.Contains("in use by another host", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Topology_without_settings_the_ports_are_those_that_people_know()
    {
        await using var builder = await AppModel.PublishAsync();
        Assert.Equal([3000, 5173], new[] { "api", "web" }.Select(name => builder.Resource(name).Annotations.OfType<EndpointAnnotation>().Single(e => e.Name == "http").Port));
    }

    [Fact]
    public async Task Topology_published_redis_has_on_disk_what_it_acknowledges()
    {
        await using var builder = await AppModel.PublishAsync();
        var redis = builder.Resource("redis");
        Assert.EndsWith("--appendonly yes --appendfsync always", Assert.IsType<string>((await redis.ArgumentsAsync(DistributedApplicationOperation.Publish))[^1]), StringComparison.Ordinal);
        Assert.Contains(redis.Annotations.OfType<ContainerMountAnnotation>(), m => m.Target == "/data");
    }

    [Fact]
    public void Topology_a_missing_redis_server_is_told_with_what_to_do()
    {
        var e = Assert.Throws<DistributedApplicationException>(() => LeadScoring.AppHost.Servers.RedisServers.RequireProgram($"/nowhere{Path.PathSeparator}{_folder}"));
        Assert.Contains("apt-get install redis-server", e.Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, "redis-server"), "");
        LeadScoring.AppHost.Servers.RedisServers.RequireProgram($"/nowhere{Path.PathSeparator}{_folder}");
    }

    [Fact]
    public async Task Topology_a_second_host_on_the_same_data_folder_is_refused()
    {
        await using var first = await CreateAsync();
        var e = await Assert.ThrowsAnyAsync<Exception>(() => CreateAsync());
        Assert.Contains($"in use by another host (process {Environment.ProcessId})", e.ToString(), StringComparison.Ordinal);
    }

    private Task<IDistributedApplicationTestingBuilder> CreateAsync(params string[] arguments)
        => DistributedApplicationTestingBuilder.CreateAsync<Projects.LeadScoring_AppHost>(["--UseContainers=false", .. arguments, $"--LEADSCORING_DATA={_folder}"]);

    private static async Task<Dictionary<string, object>> EnvironmentAsync(IDistributedApplicationTestingBuilder builder, string name)
    {
        // As Aspire sets them in development.
        var variables = new Dictionary<string, object> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://localhost:18889", ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc", ["OTEL_TRACES_SAMPLER"] = "always_on", ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-otlp-api-key=aspires", ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000" };
        return await builder.Resource(name).EnvironmentAsync(DistributedApplicationOperation.Run, variables);
    }

    private static async Task<string?> AddressAsync(IDistributedApplicationTestingBuilder builder, string name)
        => await ((IResourceWithConnectionString)builder.Resource(name)).GetConnectionStringAsync();
}
