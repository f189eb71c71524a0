using LeadScoring.Core.Storage;
using LeadScoring.Core.Streams.Redis;
using LeadScoring.ServiceDefaults;
using LeadScoring.Worker;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddRedisConnection("redis");
builder.Services.AddLeadScoringStore(builder.Configuration.GetConnectionString("leadscoring") ?? "");
builder.Services.AddLeadScoringStreams();
builder.Services.AddScoringWorker();

var app = builder.Build();
app.MapDefaultEndpoints();
app.Run();
