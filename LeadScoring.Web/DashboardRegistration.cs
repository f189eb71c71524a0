using LeadScoring.Core.Queue;
using LeadScoring.ServiceDefaults;
using LeadScoring.Web.Activity;
using LeadScoring.Web.Board;
using LeadScoring.Web.Demo;
using LeadScoring.Web.Http;
using LeadScoring.Web.Imports;
using LeadScoring.Web.Insights;
using LeadScoring.Web.Layout;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Leads.Forms;
using LeadScoring.Web.Leads.Lists;
using LeadScoring.Web.Live;
using LeadScoring.Web.Queue;
using LeadScoring.Web.Queue.Failed;
using LeadScoring.Web.Queue.Jobs;
using LeadScoring.Web.Rules;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor;
using MudBlazor.Services;

namespace LeadScoring.Web;

public static class DashboardRegistration
{
    /// <summary>Bytes. A field of 40,000 characters, more metadata than the API takes, must reach the API and be refused there instead of ending the circuit.</summary>
    private const int MaxMessageBytes = 256 * 1024;

    /// <summary>Notifications come and go in this time.</summary>
    private const int TransitionMs = 150;

    /// <summary>Longer than the dashboard lets the API wait for a result (<see cref="EventsClient"/>).</summary>
    private static readonly TimeSpan ApiTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan UploadConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The pages, the clients of the API and the live updates. The API's address comes by service discovery; <c>appsettings.json</c> has the default.</summary>
    public static WebApplicationBuilder AddDashboard(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = MaxMessageBytes);
        builder.Services.AddMudServices(mud =>
        {
            mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight;
            mud.SnackbarConfiguration.MaximumOpacity = 100;
            (mud.SnackbarConfiguration.ShowTransitionDuration, mud.SnackbarConfiguration.HideTransitionDuration) = (TransitionMs, TransitionMs);
        });
        builder.Services.AddHttpClient<ApiHttp>(http =>
        {
            http.BaseAddress = new Uri("https+http://api");
            http.Timeout = ApiTimeout;
        });
        builder.Services.AddHttpClient<DemoClient>(http => (http.BaseAddress, http.Timeout) = (new Uri("https+http://demo"), ApiTimeout));
        builder.Services.AddHttpClient<UploadClient>(http => (http.BaseAddress, http.Timeout) = (new Uri("https+http://api"), Timeout.InfiniteTimeSpan))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { ConnectTimeout = UploadConnectTimeout });
        builder.Services.AddScoped<LeadDialogs>().AddScoped<SearchActions>().AddScoped<SampleData>();
        builder.Services.AddScoped<PauseState>().AddScoped<StatusActions>().AddScoped<ListPlace>().AddScoped<SavedViews>();
        builder.Services.AddTransient<ImportsClient>().AddTransient<LeadsClient>().AddTransient<EventsClient>().AddTransient<RulesClient>().AddTransient<InsightsClient>();
        builder.Services.AddTransient<QueueClient>().AddScoped<FailedActions>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddLiveUpdates();
        builder.Services.AddHealthChecks()
            .AddProbe("redis", (s, ct) => s.GetRequiredService<IQueueMonitor>().PingAsync(ct));
        return builder;
    }

    public static WebApplication MapDashboard(this WebApplication app)
    {
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapExports();
        app.MapImports();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().AllowHead();
        return app;
    }

    /// <summary>One instance of each per process, however many circuits there are.</summary>
    private static void AddLiveUpdates(this IServiceCollection services)
    {
        services.AddSingleton<ActivityLog>().AddSingleton<LeadNames>().AddSingleton<LiveBoards>().AddSingleton<RecentChanges>().AddSingleton<LeadSubscriptions>().AddSingleton<Recovery>();
        services.AddSingleton<FeedReader>().AddHostedService(s => s.GetRequiredService<FeedReader>());
        services.AddHostedService<BoardReader>();
        services.AddSingleton<QueueWatch>().AddHostedService(s => s.GetRequiredService<QueueWatch>());
        services.AddSingleton<JobWatch>().AddHostedService(s => s.GetRequiredService<JobWatch>());
        services.AddSingleton<DemoWatch>().AddHostedService(s => s.GetRequiredService<DemoWatch>());
    }
}
