using LeadScoring.Streams;
using LeadScoring.ServiceDefaults;
using LeadScoring.Web;
using LeadScoring.Web.Components;
using LeadScoring.Web.Exports;

var builder = WebApplication.CreateBuilder(args);

builder.WebHost.UseStaticWebAssets(); // from the build's folders in every environment; what is published has them in wwwroot
builder.AddServiceDefaults();
builder.AddRedisConnection("redis");
builder.Services.AddLeadScoringStreams();
builder.AddDashboard();

var app = builder.Build();
app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
app.UseAntiforgery();
app.MapStaticAssets();
app.MapExports();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
app.MapDefaultEndpoints();
app.Run();
