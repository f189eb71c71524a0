using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using LeadScoring.LocalHosting.Testing;
using LeadScoring.ServiceDefaults;
using StackExchange.Redis;

namespace LeadScoring.Tests.EndToEnd;

/// <summary>The whole product as local processes on free ports: Redis, API, two workers, Web, from the AppHost's own Program.cs.</summary>
public sealed class LocalApp : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private const string LeaseKey = "ls:{lease}:all";
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
            var logs = app.DumpLogs();
            await app.DisposeAsync();
            throw new InvalidOperationException($"The system did not start. What it wrote:\n{logs}", e);
        }

        return new LocalApp(app);
    }

    /// <summary>kill -9 of one process of the resource; returns when the host has it healthy again.</summary>
    public async Task KillAsync(string resource)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        var pid = _app.GetProcessIds(resource)[0];
        Kill(pid);
        try
        {
            await _app.WaitForRestartAsync(resource, pid, limit.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new InvalidOperationException($"{resource} (process {pid}) did not come back. What was written:\n{_app.DumpLogs()}", e);
        }
    }

    /// <summary>kill -9 of the worker that holds the lease. The other one takes over, or the restarted one is first.</summary>
    public async Task KillBusyWorkerAsync()
    {
        using var redis = await ConnectionMultiplexer.ConnectAsync(await _app.GetConnectionStringAsync("redis"));
        redis.CompletingInParallel();
        var lease = redis.GetDatabase();
        string? holder = null;
        await Eventually.TrueAsync(async () => (holder = await lease.StringGetAsync(LeaseKey)) is not null, TimeSpan.FromSeconds(10), "a worker holds the lease");

        var pid = _app.GetProcessIds("worker").Single(id => Environment(id).Contains($"service.instance.id={holder}", StringComparison.Ordinal));
        Kill(pid);
    }

    /// <summary>Stops every process of the resource from running, without ending it, until disposed: it neither answers nor fails.</summary>
    public IDisposable Freeze(string resource) => new Frozen([.. _app.GetProcessIds(resource)]);

    private static string Environment(int pid) => File.ReadAllText($"/proc/{pid}/environ");

    private static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
