using LeadScoring.Core.Streams.Redis;
using LeadScoring.ServiceDefaults;
using LeadScoring.Web;
using LeadScoring.Web.Components;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddRedisConnection("redis");
builder.Services.AddLeadScoringStreams();
builder.AddDashboard();

var app = builder.Build();
app.UseStatusCodePages();
app.UseAntiforgery();
app.MapStaticAssets();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
app.MapDefaultEndpoints();
app.Run();
