using LeadScoring.AppHost;

var builder = DistributedApplication.CreateBuilder(args);
builder.AddDockerComposeEnvironment("compose");

var redis = builder.AddDurableRedis("redis");
var store = builder.AddStore("leadscoring");

var api = builder.AddProject<Projects.LeadScoring_Api>("api")
    .WithHttpEndpoint(port: builder.FixedPort(3000, "API_PORT", "PORT"))
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithUrlForEndpoint("http", _ => new() { Url = "/", DisplayText = "API" })
    .WithUrlForEndpoint("http", _ => new() { Url = "/swagger", DisplayText = "Swagger" })
    .WithUrlForEndpoint("http", _ => new() { Url = "/health", DisplayText = "Health" })
    .WithEnvironment("Demo__Seed", builder.Configuration["seed"] ?? "false")
    .WithReference(redis).WaitFor(redis)
    .WithReference(store).WaitFor(store);

builder.AddProject<Projects.LeadScoring_Worker>("worker")
    .WithReplicas(2)
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(redis).WaitFor(redis)
    .WithReference(store).WaitFor(store);

builder.AddProject<Projects.LeadScoring_Web>("web")
    .WithHttpEndpoint(port: builder.FixedPort(5173, "WEB_PORT"))
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithUrlForEndpoint("http", _ => new() { Url = "/", DisplayText = "Dashboard" })
    .WithReference(redis).WaitFor(redis)
    .WithReference(api).WaitFor(api);

builder.Build().Run();
