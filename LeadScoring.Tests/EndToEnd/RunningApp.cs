using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace LeadScoring.Tests.EndToEnd;

/// <summary>The whole product on free ports, from the AppHost's own Program.cs: Redis, the store, API, two workers, Web.</summary>
public sealed partial class RunningApp : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private readonly DistributedApplication _app;
    private readonly string? _ownFolder;

    private RunningApp(DistributedApplication app, string? ownFolder)
    {
        (_app, _ownFolder) = (app, ownFolder);
        Api = new ApiClient(app.CreateHttpClient("api"));
    }

    public DistributedApplication App => _app;

    public ApiClient Api { get; }

    /// <param name="dataFolder">Null: a throw-away folder, deleted on dispose.</param>
    public static async Task<RunningApp> StartAsync(string? dataFolder = null, params string[] arguments)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        var ownFolder = dataFolder is null ? Directory.CreateTempSubdirectory("leadscoring-test-").FullName : null;
        string[] args = [.. arguments, $"--LEADSCORING_DATA={dataFolder ?? ownFolder}"];
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.LeadScoring_AppHost>(args, limit.Token);
        var app = await builder.BuildAsync(limit.Token);
        try
        {
            await app.StartAsync(limit.Token);
            foreach (var name in new[] { "api", "worker", "web" })
            {
                await app.ResourceNotifications.WaitForResourceHealthyAsync(name, limit.Token);
            }
        }
        catch (Exception e)
        {
            var logs = Logs(app);
            await app.DisposeAsync();
            if (ownFolder is not null) Directory.Delete(ownFolder, recursive: true);
            throw new InvalidOperationException($"The system did not start. What it wrote:\n{logs}", e);
        }

        return new RunningApp(app, ownFolder);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (Directory.Exists(_ownFolder)) Directory.Delete(_ownFolder, recursive: true);
    }
}
