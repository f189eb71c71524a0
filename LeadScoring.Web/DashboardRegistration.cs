using LeadScoring.Core.Queue;
using LeadScoring.ServiceDefaults;
using LeadScoring.Web.Board;
using LeadScoring.Web.Components.Leads;
using LeadScoring.Web.Demo;
using LeadScoring.Web.Events;
using LeadScoring.Web.Http;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Live;
using LeadScoring.Web.Rules;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Radzen;

namespace LeadScoring.Web;

public static class DashboardRegistration
{
    /// <summary>Bytes. A field of 40,000 characters, which is more metadata than the API takes, must be refused by it and not end the circuit.</summary>
    private const int LargestMessage = 256 * 1024;

    /// <summary>Longer than the API's longest wait for a result.</summary>
    private static readonly TimeSpan ApiLimit = TimeSpan.FromSeconds(10);

    /// <summary>The pages, the API's client and the live plumbing. The API's address comes by service discovery; <c>appsettings.json</c> has the one without any host.</summary>
    public static WebApplicationBuilder AddDashboard(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = LargestMessage);
        builder.Services.AddRadzenComponents();
        builder.Services.AddHttpClient<ApiHttp>(http =>
        {
            http.BaseAddress = new Uri("https+http://api");
            http.Timeout = ApiLimit;
        });
        builder.Services.AddHttpClient<DemoClient>(http => (http.BaseAddress, http.Timeout) = (new Uri("https+http://demo"), ApiLimit));
        builder.Services.AddScoped<LeadDialogs>().AddScoped<PauseState>();
        builder.Services.AddTransient<LeadsClient>().AddTransient<EventsClient>().AddTransient<RulesClient>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddLivePlumbing();
        builder.Services.AddHealthChecks()
            .AddProbe("redis", (s, ct) => s.GetRequiredService<IQueueMonitor>().PingAsync(ct));
        return builder;
    }

    /// <summary>One of each per process, however many circuits.</summary>
    private static void AddLivePlumbing(this IServiceCollection services)
    {
        services.AddSingleton<BoardBell>().AddSingleton<LatestChanges>().AddSingleton<PastChanges>().AddSingleton<LeadWatches>().AddSingleton<LiveBoards>().AddSingleton<Recovery>();
        services.AddSingleton<FeedReader>().AddHostedService(s => s.GetRequiredService<FeedReader>());
        services.AddHostedService<BoardReader>();
        services.AddSingleton<DemoWatch>().AddHostedService(s => s.GetRequiredService<DemoWatch>());
    }
}
