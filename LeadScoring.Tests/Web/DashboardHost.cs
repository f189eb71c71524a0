using LeadScoring.Core.Feed;
using LeadScoring.Core.Queue;
using LeadScoring.ServiceDefaults;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Web;

namespace LeadScoring.Tests.Web;

/// <summary>The dashboard on a real Kestrel, with a scripted API behind it and no Redis.</summary>
public sealed class DashboardHost : IAsyncDisposable
{
    private readonly WebApplication _api;
    private readonly WebApplication _web;

    private DashboardHost(WebApplication api, WebApplication web)
    {
        (_api, _web) = (api, web);
        Http = new HttpClient { BaseAddress = new Uri(web.Urls.First()) };
    }

    public HttpClient Http { get; }

    /// <param name="api">Answers every request to the API.</param>
    public static async Task<DashboardHost> StartAsync(RequestDelegate api)
    {
        var apiBuilder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0"]);
        apiBuilder.Logging.ClearProviders();
        var apiApp = apiBuilder.Build();
        apiApp.Run(api);
        await apiApp.StartAsync();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(DashboardRegistration).Assembly.GetName().Name,
            Args = ["--urls=http://127.0.0.1:0", $"--Services:api:http:0={apiApp.Urls.First()}"],
        });
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.Services.AddSingleton<IChangeFeed>(new FakeFeed());
        builder.Services.AddSingleton(NSubstitute.Substitute.For<IQueueMonitor>());
        builder.AddDashboard();
        var web = builder.Build();
        web.MapDashboard();
        web.MapDefaultEndpoints();
        await web.StartAsync();
        return new DashboardHost(apiApp, web);
    }

    public Task StopApiAsync() => _api.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _web.StopAsync();
        await _web.DisposeAsync();
        await _api.DisposeAsync();
    }
}
