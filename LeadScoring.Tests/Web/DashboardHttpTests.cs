using System.Net;
using System.Text;
using System.Text.Json;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Queue;
using LeadScoring.ServiceDefaults;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Web;

namespace LeadScoring.Tests.Web;

/// <summary>The dashboard's addresses as a plain HTTP client sees them: monitors, link checkers, downloads.</summary>
public sealed class DashboardHttpTests
{
    private const string Problem = """{"title":"Too many exports run.","status":429,"detail":"Try again later.","errors":{"limit":["Too much."]},"traceId":"00-1"}""";

    [Theory]
    [InlineData("/")]
    [InlineData("/leads")]
    [InlineData("/leads/some-lead")]
    [InlineData("/rules")]
    [InlineData("/rules/page_view")]
    [InlineData("/not-found")]
    [InlineData("/no/such/page")]
    [InlineData("/export/leads?status=new")]
    [InlineData("/export/events/some-lead")]
    [InlineData("/health")]
    [InlineData("/alive")]
    [InlineData("/favicon.svg")]
    public async Task Head_answers_as_get_without_a_body(string path)
    {
        await using var host = await DashboardHost.StartAsync(CsvAsync);
        using var get = await host.Http.GetAsync(path);
        using var head = await host.Http.SendAsync(new(HttpMethod.Head, path));

        Assert.Equal(path == "/no/such/page" ? HttpStatusCode.NotFound : HttpStatusCode.OK, get.StatusCode);
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Equal(get.Content.Headers.ContentDisposition, head.Content.Headers.ContentDisposition);
        Assert.NotEmpty(await get.Content.ReadAsByteArrayAsync());
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/export/leads?status=new", "/api/export/leads?status=new")]
    [InlineData("/export/events/a%20b?x=1", "/api/export/events/a%20b?x=1")]
    public async Task Export_is_the_apis_file(string path, string asked)
    {
        var target = "";
        await using var host = await DashboardHost.StartAsync(context =>
        {
            if (context.Request.Path.StartsWithSegments("/api/export")) target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            return CsvAsync(context);
        });

        using var response = await host.Http.GetAsync(path);

        Assert.Equal(asked, target);
        Assert.Equal("text/csv; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("attachment; filename=leads.csv", response.Content.Headers.ContentDisposition?.ToString());
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal("Name\r\nJohn\r\n", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/export/leads")]
    [InlineData("/export/events/some-lead")]
    public async Task Export_that_the_api_refuses_passes_its_problem_on(string path)
    {
        await using var host = await DashboardHost.StartAsync(async context =>
        {
            context.Response.StatusCode = 429;
            context.Response.ContentType = "application/problem+json";
            context.Response.Headers.RetryAfter = "7";
            context.Response.Headers.CacheControl = "no-store";
            await context.Response.WriteAsync(Problem);
        });

        using var response = await host.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter?.Delta);
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal(Problem, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Export_without_an_answer_of_the_api_is_a_problem_that_says_when_to_retry()
    {
        await using var host = await DashboardHost.StartAsync(CsvAsync);
        await host.StopApiAsync();

        using var response = await host.Http.GetAsync("/export/leads");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("Can't reach the server.", problem.RootElement.GetProperty("title").GetString());
        Assert.Equal("Nothing changed. Try again in a moment.", problem.RootElement.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Export_that_breaks_off_does_not_look_complete()
    {
        var begun = new TaskCompletionSource();
        await using var host = await DashboardHost.StartAsync(async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/api/export")) return;
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("Name\r\nJoh"));
            await context.Response.Body.FlushAsync();
            await begun.Task.WaitAsync(Wait.Limit);
            context.Abort();
        });
        using var response = await host.Http.GetAsync("/export/leads", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[100];
        Assert.NotEqual(0, await body.ReadAsync(buffer));

        begun.SetResult();

        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (await body.ReadAsync(buffer) > 0)
            {
                // Reads to the end, which must not come.
            }
        });
    }

    private static async Task CsvAsync(HttpContext context)
    {
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=leads.csv";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync("Name\r\nJohn\r\n");
    }
}

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
