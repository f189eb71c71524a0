using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using LeadScoring.LocalHosting.Runtime;
using Xunit;

namespace LeadScoring.Tests.LocalHosting;

public sealed class InjectedEnvironmentTests
{
    [Fact]
    public async Task A_project_gets_its_identity_and_what_it_refers_to()
    {
        var builder = DistributedApplicationTestingBuilder.Create("--ConnectionStrings:redis=r:1", "--ConnectionStrings:store=Data Source=x");
        var redis = builder.AddRedis("redis");
        var store = builder.AddConnectionString("store");
        var api = builder.AddProject<Projects.LeadScoring_Api>("the-api").WithHttpEndpoint();
        var web = builder.AddProject<Projects.LeadScoring_Web>("web").WithReference(redis).WithReference(store).WithReference(api);
        await using var app = await builder.BuildAsync();

        var environment = await EnvironmentOf(web, builder);

        Assert.Equal("r:1", environment["ConnectionStrings__redis"]);
        Assert.Equal("Data Source=x", environment["ConnectionStrings__store"]);
        Assert.Equal(app.GetEndpoint("the-api").OriginalString, environment["services__the-api__http__0"]);
        Assert.Equal(app.GetEndpoint("the-api").OriginalString, environment["THE_API_HTTP"]);
        Assert.Equal("http://127.0.0.1:1", environment["ASPNETCORE_URLS"]);
        Assert.Equal("web", environment["OTEL_SERVICE_NAME"]);
        Assert.Equal("service.instance.id=web-1", environment["OTEL_RESOURCE_ATTRIBUTES"]);
        Assert.Equal("Development", environment["ASPNETCORE_ENVIRONMENT"]);
    }

    [Fact]
    public async Task An_env_argument_reaches_every_project_and_wins()
    {
        var builder = DistributedApplicationTestingBuilder.Create("--env:Scoring__MaxScore=500");
        var project = builder.AddProject<Projects.LeadScoring_Api>("api").WithEnvironment("Scoring__MaxScore", "1");

        var environment = await EnvironmentOf(project, builder);

        Assert.Equal("500", environment["Scoring__MaxScore"]);
    }

    [Fact]
    public async Task A_reference_to_nothing_says_which_setting_is_missing()
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        var project = builder.AddProject<Projects.LeadScoring_Api>("api").WithReference(builder.AddConnectionString("nowhere"));

        var e = await Assert.ThrowsAsync<DistributedApplicationException>(() => EnvironmentOf(project, builder));

        Assert.Contains("ConnectionStrings__nowhere", e.Message, StringComparison.Ordinal);
    }

    private static Task<Dictionary<string, string>> EnvironmentOf(
        IResourceBuilder<ProjectResource> project, IDistributedApplicationBuilder builder)
        => ProjectProcess.EnvironmentAsync(
            project.Resource, $"{project.Resource.Name}-1", "http://127.0.0.1:1", builder.Configuration, CancellationToken.None);
}
