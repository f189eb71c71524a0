using LeadScoring.Api;
using LeadScoring.ServiceDefaults;
using LeadScoring.Storage;
using LeadScoring.Streams;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddRedisConnection("redis");
builder.Services.AddLeadScoringStreams();
builder.Services.AddLeadScoringStore(builder.Configuration.RequiredConnectionString("leadscoring"));
builder.AddLeadScoringApi();

var app = builder.Build();
app.UseLeadScoringApi();
app.MapLeadScoringApi();
app.MapDefaultEndpoints();
app.Run();
