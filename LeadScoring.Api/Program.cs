using LeadScoring.Api;
using LeadScoring.Core.Storage;
using LeadScoring.Core.Streams.Redis;
using LeadScoring.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddRedisConnection("redis");
builder.Services.AddLeadScoringStreams();
builder.Services.AddLeadScoringStore(builder.Configuration.RequiredConnectionString("leadscoring"));
builder.AddLeadScoringApi();

var app = builder.Build();
app.MapLeadScoringApi();
app.MapDefaultEndpoints();
app.Run();
