using LeadScoring.Core.Streams;
using LeadScoring.ServiceDefaults;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Live;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Radzen;

namespace LeadScoring.Web;

public static class DashboardRegistration
{
    /// <summary>The pages, the API's client and the live plumbing. The API's address comes by service discovery's names.</summary>
    public static WebApplicationBuilder AddDashboard(this WebApplicationBuilder builder)
    {
        var api = builder.Configuration["services:api:https:0"] ?? builder.Configuration["services:api:http:0"] ?? "http://localhost:3000";
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddRadzenComponents();
        builder.Services.AddHttpClient<LeadsClient>(http =>
        {
            http.BaseAddress = new Uri(api);
            http.Timeout = TimeSpan.FromSeconds(3);
        });
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<LeaderboardBroadcast>();
        builder.Services.AddSingleton<LiveLeaderboard>();
        builder.Services.AddHostedService(s => s.GetRequiredService<LiveLeaderboard>());
        builder.Services.AddHealthChecks()
            .AddProbe("redis", (s, ct) => s.GetRequiredService<IQueueMonitor>().PingAsync(ct));
        return builder;
    }
}
