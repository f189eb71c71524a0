using LeadScoring.Demo;
using LeadScoring.ServiceDefaults;
using LeadScoring.Tests.Api.Fakes;

namespace LeadScoring.Tests.Demo;

/// <summary>The demo service on a real Kestrel.</summary>
internal sealed class DemoHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DemoHost(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Http { get; }

    /// <param name="api">The API's address.</param>
    /// <param name="time">Null: the system's clock.</param>
    /// <param name="arguments">As on the command line: <c>--Section:Name=value</c>.</param>
    public static async Task<DemoHost> StartAsync(Uri api, SteppedTime? time = null, params string[] arguments)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0", $"--services:api:http:0={api.GetLeftPart(UriPartial.Authority)}", .. arguments]);
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        if (time is not null)
        {
            builder.Services.AddSingleton<TimeProvider>(time);
#pragma warning disable EXTEXP0001 // retries would wait for a clock that stands still
            builder.Services.ConfigureHttpClientDefaults(http => http.RemoveAllResilienceHandlers());
#pragma warning restore EXTEXP0001
        }

        builder.AddDemo();
        var app = builder.Build();
        app.MapDemo();
        app.MapDefaultEndpoints();
        if (time is not null) time.IsIdle = () => app.Services.GetRequiredService<DemoRunner>().IsIdle;
        await app.StartAsync();
        return new DemoHost(app);
    }

    public Task<Answer> StateAsync() => SendAsync(new(HttpMethod.Get, "/demo"));

    public Task<Answer> LoadAsync(string query = "") => SendAsync(new(HttpMethod.Post, "/demo" + query));

    public Task<Answer> RemoveAsync() => SendAsync(new(HttpMethod.Delete, "/demo/leads"));

    public Task<Answer> StopStreamAsync() => SendAsync(new(HttpMethod.Delete, "/demo/stream"));

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request);
        return new Answer(
            (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.Location?.ToString(), null, null, null, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
