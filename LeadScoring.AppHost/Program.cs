using LeadScoring.AppHost.Servers;
using LeadScoring.AppHost.Services;
using LeadScoring.AppHost.Startup;

var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = CommandLine.Normalize(args), TrustDeveloperCertificate = false });
builder.UseLoopbackDashboard();

var servers = new ServerChoice(builder);
var redis = servers.AddRedis("redis");
var store = servers.AddStore("leadscoring");

var api = builder.AddService<Projects.LeadScoring_Api>("api", "PlugConnected")
    .WithFixedHttpEndpoint(3000, "API_PORT", "PORT")
    .WithHttpHealthCheck("/health")
    .WithUrlForEndpoint("http", _ => new() { Url = "/swagger", DisplayText = "Swagger" })
    .WithReference(redis).WaitForReady(redis)
    .WithReference(store).WaitForReady(store)
    .WithApiCommands();

builder.AddService<Projects.LeadScoring_Worker>("worker", "ArrowSyncCircle")
    .WithReplicas(2)
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(redis).WaitForReady(redis)
    .WithReference(store).WaitForReady(store);

var web = builder.AddService<Projects.LeadScoring_Web>("web", "DataTrending")
    .WithFixedHttpEndpoint(5173, "WEB_PORT")
    .WithHttpHealthCheck("/health")
    .WithReference(redis).WaitForReady(redis)
    .WithReference(api).WaitForReady(api);

// Demo data is for trying the product out; a deployment has no demo service, and its dashboard offers none.
if (builder.ExecutionContext.IsRunMode)
{
    var demo = builder.AddService<Projects.LeadScoring_Demo>("demo", "Beaker")
        .WithHttpEndpoint()
        .WithHttpHealthCheck("/health")
        .WithEnvironment("OTEL_SDK_DISABLED", "true") // exporting would cost it some 10 MB
        .WithEnvironment("Demo__Seed", builder.Configuration["seed"] ?? "false")
        .WithReference(api).WaitForReady(api)
        .WithDemoCommand();
    web.WithReference(demo);
}

builder.AddRestartPolicy();
builder.AddStartSummary(servers);
builder.Build().Run();
