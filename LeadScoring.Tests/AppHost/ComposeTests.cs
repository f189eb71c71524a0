using System.Diagnostics;
using System.Net;
using System.Xml.Linq;
using Aspire.Hosting.ApplicationModel;
using LeadScoring.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace LeadScoring.Tests.AppHost;

/// <summary>deploy/compose.yaml says what AppHost publishes, no more and no less; starts nothing, so it needs no container engine.</summary>
public sealed class ComposeTests : IAsyncLifetime
{
    private readonly ComposeFile _file = ComposeFile.Read();
    private PublishedModel _model = null!;

    public async Task InitializeAsync() => _model = await PublishedModel.CreateAsync();

    public async Task DisposeAsync() => await _model.DisposeAsync();

    [Fact]
    public void Compose_has_the_services_and_servers_of_the_model_and_no_demo()
    {
        Assert.Equal(Sorted(_model.Containers.Select(r => r.Name)), Sorted(_file.Services.Keys));
        Assert.DoesNotContain("demo", ComposeFile.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Compose_images_of_servers_are_those_of_the_model()
    {
        foreach (var server in _model.Servers)
        {
            var image = server.Annotations.OfType<ContainerImageAnnotation>().Single();
            Assert.Equal($"{image.Registry}/{image.Image}:{image.Tag}", _file.Services[server.Name].Image);
        }
    }

    [Fact]
    public void Compose_images_of_services_are_those_that_are_published_and_run_without_root()
    {
        foreach (var service in _model.Services)
        {
            var project = XDocument.Load(service.GetProjectMetadata().ProjectPath).Root!;
            Assert.Equal($"{Property(project, "ContainerRepository")}:latest", ComposeFile.Plain(_file.Services[service.Name].Image));
            Assert.True(int.Parse(Property(project, "ContainerUser"), null) > 0, service.Name);
            Assert.Equal($"{PublishedModel.ServicePort}", Assert.Single(project.Descendants("ContainerPort")).Attribute("Include")!.Value);
        }
    }

    [Fact]
    public void Compose_has_as_many_replicas_as_the_model()
        => Assert.All(_model.Services, service => Assert.Equal(
            service.Annotations.OfType<ReplicaAnnotation>().SingleOrDefault()?.Replicas ?? 1, _file.Services[service.Name].Deploy.GetValueOrDefault("replicas", 1)));

    [Fact]
    public async Task Compose_sets_the_environment_of_the_model_and_nothing_else()
    {
        foreach (var resource in _model.Containers)
        {
            var expected = await _model.EnvironmentAsync(resource);
            if ((await PublishedModel.FilesAsync(resource)).Count > 0) expected["MONGO_KEY"] = "${MONGO_KEY}"; // the content of the file: see the key's test
            var actual = _file.Services[resource.Name].Environment.ToDictionary(v => v.Key, v => ComposeFile.Plain(v.Value).TrimEnd(';')); // no names of a proxy
            Assert.Equal(Sorted(expected.Select(v => $"{v.Key}={v.Value}")), Sorted(actual.Select(v => $"{v.Key}={v.Value}")));
        }
    }

    [Fact]
    public async Task Compose_starts_servers_with_the_arguments_of_the_model()
    {
        foreach (var server in _model.Servers)
        {
            var actual = _file.Services[server.Name].Command.Select(ComposeFile.Plain).Select(a => a.StartsWith("exec ", StringComparison.Ordinal) ? a[5..] : a); // signals reach it
            Assert.Equal(await _model.ArgumentsAsync(server), actual);
        }
    }

    [Fact]
    public async Task Compose_puts_the_key_where_the_model_has_it_for_mongods_user_alone()
    {
        var (path, owner, mode) = Assert.Single(await PublishedModel.FilesAsync(_model.Servers.Single(s => s.Name == "mongo")));
        Assert.Equal(UnixFileMode.UserRead, mode);
        Assert.Equal(
            ["bash", "-c", $"install -m 400 -o {owner} -g {owner} /dev/stdin {path} <<< \"$MONGO_KEY\" && exec docker-entrypoint.sh mongod \"$@\"", "mongo"],
            _file.Services["mongo"].Entrypoint.Select(ComposeFile.Plain));
    }

    [Fact]
    public void Compose_publishes_the_ports_of_the_model_on_loopback_only()
    {
        foreach (var resource in _model.Containers)
        {
            var expected = resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.IsExternal).Select(e => $"127.0.0.1:{e.Port}:{PublishedModel.ServicePort}");
            Assert.Equal(expected, _file.Services[resource.Name].Ports.Select(ComposeFile.Plain));
        }

        Assert.Equal(2, _file.Services.Values.Sum(s => s.Ports.Count));
    }

    [Fact]
    public void Compose_keeps_what_the_model_keeps_in_named_volumes()
    {
        foreach (var resource in _model.Containers)
        {
            // The model's names begin with a prefix of its folder.
            var expected = resource.Annotations.OfType<ContainerMountAnnotation>().Select(m => $"{m.Source![m.Source!.IndexOf(resource.Name, StringComparison.Ordinal)..]}:{m.Target}");
            Assert.Equal(expected, _file.Services[resource.Name].Volumes);
        }

        Assert.Equal(Sorted(_file.Services.Values.SelectMany(s => s.Volumes).Select(v => v.Split(':')[0])), Sorted(_file.Volumes.Keys));
        Assert.Equal(2, _file.Volumes.Count);
    }

    [Fact]
    public void Compose_starts_in_the_order_of_the_model()
    {
        foreach (var resource in _model.Containers)
        {
            var actual = _file.Services[resource.Name].DependsOn;
            Assert.Equal(Sorted(PublishedModel.WaitsFor(resource)), Sorted(actual.Keys));
            Assert.All(actual.Values, condition => Assert.Equal("service_healthy", Assert.Single(condition, c => c.Key == "condition").Value));
        }
    }

    [Fact]
    public void Compose_restarts_what_died_and_limits_what_a_service_may_do_and_log()
    {
        Assert.All(_model.Services, s => Assert.Single(s.Annotations.OfType<LeadScoring.AppHost.Services.RestartAnnotation>()));
        Assert.All(_file.Services.Values, s =>
        {
            Assert.Equal("unless-stopped", s.Restart);
            Assert.Equal(["no-new-privileges:true"], s.SecurityOpt);
            Assert.NotNull(s.Logging);
        });
        Assert.All(_model.Services, s => Assert.Equal(["ALL"], _file.Services[s.Name].CapDrop));
    }

    [Fact]
    public void Compose_checks_the_health_that_the_model_checks()
    {
        foreach (var service in _model.Services)
        {
            var key = Assert.Single(service.Annotations.OfType<HealthCheckAnnotation>()).Key; // api_http_/health_200_check
            var path = _file.Services[service.Name].Healthcheck!.Script.Split("GET ")[1].Split(' ')[0];
            Assert.Equal($"{service.Name}_http_{path}_200_check", key);
        }

        foreach (var server in _model.Servers)
        {
            Assert.Single(server.Annotations.OfType<HealthCheckAnnotation>());
            Assert.NotNull(_file.Services[server.Name].Healthcheck);
        }

        Assert.Contains("redis-cli ping", _file.Services["redis"].Healthcheck!.Script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compose_mongo_becomes_the_replica_set_of_the_model_under_the_name_that_clients_use()
    {
        var mongo = _model.Servers.Single(s => s.Name == "mongo");
        var arguments = await _model.ArgumentsAsync(mongo);
        var set = arguments[arguments.IndexOf("--replSet") + 1];
        var port = mongo.Annotations.OfType<EndpointAnnotation>().Single().TargetPort;
        Assert.Contains($"rs.initiate({{ _id: '{set}', members: [{{ _id: 0, host: '{mongo.Name}:{port}' }}] }});", _file.Services["mongo"].Healthcheck!.Script, StringComparison.Ordinal);
        Assert.Contains($"@{mongo.Name}:{port}/leadscoring?authSource=admin&replicaSet={set}", _file.Services["worker"].Environment["ConnectionStrings__leadscoring"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StatusCodes.Status200OK, true)]
    [InlineData(StatusCodes.Status503ServiceUnavailable, false)]
    [InlineData(null, false)]
    public async Task Compose_health_check_of_a_service_succeeds_on_200_only(int? status, bool isHealthy)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.MapGet("/health", (HttpContext context) => Results.StatusCode(context.Request.Host.Value == "localhost" ? status!.Value : StatusCodes.Status400BadRequest));
        await app.StartAsync();
        var port = new Uri(app.Urls.Single()).Port;
        if (status is null) await app.StopAsync();

        var test = _file.Services["api"].Healthcheck!;
        Assert.Equal(["CMD", "bash", "-c"], test.Test[..^1]);
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", test.Script.Replace($"/{PublishedModel.ServicePort}", $"/{port}", StringComparison.Ordinal)]) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        Assert.Equal(isHealthy, process.ExitCode == 0);
    }

    [Fact]
    public void Compose_takes_every_secret_from_a_file_that_is_not_committed_and_refuses_to_start_without()
    {
        var secrets = Sorted(ComposeFile.RequiredVariables());
        Assert.Equal(["MONGO_KEY", "MONGO_PASSWORD", "REDIS_PASSWORD"], secrets);
        Assert.Equal(secrets, Sorted(ComposeFile.VariablesWithoutDefault()));
        var example = File.ReadAllLines(Path.Combine(ComposeFile.Folder, ".env.example")).Where(line => line.Length > 0 && !line.StartsWith('#'));
        Assert.Equal(secrets.Select(name => name + "="), Sorted(example));
        Assert.Contains("deploy/.env", File.ReadAllLines(Path.Combine(Repository.Root, ".gitignore")));
    }

    private static List<string> Sorted(IEnumerable<string> names) => [.. names.Distinct().Order(StringComparer.Ordinal)];

    private static string Property(XElement project, string name) => Assert.Single(project.Descendants(name)).Value;
}
