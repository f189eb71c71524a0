using LeadScoring.ServiceDefaults;
using LeadScoring.Streams;
using LeadScoring.Web;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseStaticWebAssets(); // from the build output in every environment; a published app has them in wwwroot
builder.AddServiceDefaults();
builder.AddRedisConnection("redis");
builder.Services.AddLeadScoringStreams();
builder.AddDashboard();

var app = builder.Build();
app.MapDashboard();
app.MapDefaultEndpoints();
app.Run();
