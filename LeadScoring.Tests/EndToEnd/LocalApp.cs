using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace LeadScoring.Tests.EndToEnd;

/// <summary>The whole product as local processes on free ports: Redis, API, two workers, Web, from the AppHost's own Program.cs.</summary>
public sealed class LocalApp : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private readonly DistributedApplication _app;

    private LocalApp(DistributedApplication app)
    {
        _app = app;
        Api = new ApiClient(app.CreateHttpClient("api"));
    }

    public DistributedApplication App => _app;

    public ApiClient Api { get; }

    /// <param name="dataFolder">Null: a throw-away folder, deleted on dispose.</param>
    public static async Task<LocalApp> StartAsync(string? dataFolder = null, params string[] arguments)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        string[] args = dataFolder is null ? arguments : [.. arguments, $"--LEADSCORING_DATA={dataFolder}"];
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.LeadScoring_AppHost>(args, limit.Token);
        var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        foreach (var name in new[] { "api", "worker", "web" })
        {
            await app.ResourceNotifications.WaitForResourceHealthyAsync(name, limit.Token);
        }

        return new LocalApp(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
