using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using LeadScoring.Tests.AppHost;
using LeadScoring.Tests.Infrastructure;
using StackExchange.Redis;

namespace LeadScoring.Tests.EndToEnd;

/// <summary>The whole product on free ports, as its AppHost starts it: Redis, the store, API, two workers, Web, the demo service.</summary>
public sealed class RunningApp : IAsyncDisposable
{
    /// <summary>Of all partitions where one worker holds them, else of one of them.</summary>
    private static readonly string LeaseKey = StoreUnderTest.IsMongo ? "ls:{000}:lease" : "ls:{lease}:all";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan RestartLimit = TimeSpan.FromSeconds(30);
    private readonly DistributedApplication _app;
    private readonly AppProcesses _processes;
    private readonly string? _ownFolder;

    private RunningApp(DistributedApplication app, AppProcesses processes, string? ownFolder)
    {
        (_app, _processes, _ownFolder) = (app, processes, ownFolder);
        Api = new ApiClient(app.CreateHttpClient("api"));
    }

    public ApiClient Api { get; }

    /// <summary>The dashboard's address.</summary>
    public Uri Web => _app.GetEndpoint("web");

    /// <summary>The operating system's processes of the resource that run now.</summary>
    public IReadOnlyList<int> Processes(string resource) => _processes.Of(resource);

    /// <param name="dataFolder">Null: a throw-away folder, deleted on dispose.</param>
    /// <param name="environment">For the services.</param>
    /// <param name="arguments">For the host.</param>
    public static async Task<RunningApp> StartAsync(string? dataFolder = null, IReadOnlyDictionary<string, string>? environment = null, params string[] arguments)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        var ownFolder = dataFolder is null ? Directory.CreateTempSubdirectory("leadscoring-test-").FullName : null;
        var folder = dataFolder ?? ownFolder!;
        string[] store = StoreUnderTest.IsMongo ? [$"--MONGODB_URI={StoreUnderTest.In(folder)}"] : [];
        string[] args = [.. arguments, .. store, $"--LEADSCORING_DATA={folder}", "--UseContainers=false"];
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.LeadScoring_AppHost>(args, limit.Token);
        builder.Services.AddLogging(log => log.AddFilter(level => level >= LogLevel.Warning));
        if (environment is not null) builder.AddEnvironment(environment);
        var app = await builder.BuildAsync(limit.Token);
        var processes = new AppProcesses(app.ResourceNotifications);
        try
        {
            await app.StartAsync(limit.Token);
            foreach (var name in new[] { "api", "worker", "web", "demo" })
            {
                await app.ResourceNotifications.WaitForResourceHealthyAsync(name, WaitBehavior.WaitOnResourceUnavailable, limit.Token);
            }

            return new RunningApp(app, processes, ownFolder);
        }
        catch (Exception e)
        {
            var logs = await LogsAsync(app, processes);
            await app.DisposeAsync();
            if (ownFolder is not null) Directory.Delete(ownFolder, recursive: true);
            throw new InvalidOperationException($"The system did not start. What it wrote:\n{logs}", e);
        }
    }

    /// <summary>What every resource wrote, the newest part of it.</summary>
    public Task<string> LogsAsync() => LogsAsync(_app, _processes);

    /// <summary>Presses the resource's button in the Aspire dashboard.</summary>
    public async Task<ExecuteCommandResult> CommandAsync(string resource, string command) => await _app.ResourceCommands.ExecuteCommandAsync(resource, command);

    /// <summary>kill -9 of one process of the resource; returns when it runs again and, if it is healthy then, answers; and how long it took until it ran.</summary>
    public async Task<TimeSpan> KillAsync(string resource, bool isHealthy = true)
    {
        var victim = _processes.Of(resource)[0];
        var took = await KillAsync(resource, victim);
        if (!isHealthy) return took;
        if (resource is "api" or "web") await AnswersAsync(_app.GetEndpoint(resource));
        if (resource == "redis") await (await RedisAsync()).DisposeAsync();
        return took;
    }

    /// <summary>kill -9 of a worker that holds a lease; returns when it runs again. The other one takes over, or it is the first itself.</summary>
    public async Task<TimeSpan> KillBusyWorkerAsync()
    {
        await using var redis = await RedisAsync();
        string? holder = null;
        await Wait.UntilAsync(async () => (holder = await redis.GetDatabase().StringGetAsync(LeaseKey)) is not null, "a worker holds the lease", TimeSpan.FromSeconds(10));
        return await KillAsync("worker", _processes.Of("worker").Single(id => Environment(id).Contains($"service.instance.id={holder}", StringComparison.Ordinal)));
    }

    /// <summary>Waits until every process of the resource has run for so long.</summary>
    public Task RanForAsync(string resource, TimeSpan duration) => Wait.UntilAsync(
        () => Task.FromResult(_processes.Of(resource).All(pid => TimeProvider.System.GetLocalNow() - Started(pid) >= duration)), $"{resource} runs for {duration}", RestartLimit);

    /// <summary>Stops every process of the resource from running, without ending it, until disposed: it neither answers nor fails.</summary>
    public IDisposable Freeze(string resource) => new FrozenProcesses(_processes.Of(resource));

    /// <summary>A connection of the test's own.</summary>
    public async Task<ConnectionMultiplexer> RedisAsync()
    {
        var options = ConfigurationOptions.Parse((await _app.GetConnectionStringAsync("redis"))!);
        options.AbortOnConnectFail = false;
        options.ReconnectRetryPolicy = new LinearRetry(100);
        var redis = await ConnectionMultiplexer.ConnectAsync(options);
        await Wait.UntilAsync(() => Task.FromResult(redis.IsConnected), "Redis answers", RestartLimit);
        return redis;
    }

    public async ValueTask DisposeAsync()
    {
        await _processes.DisposeAsync();
        await _app.DisposeAsync();
        if (_ownFolder is null) return;
        if (Directory.Exists(_ownFolder)) Directory.Delete(_ownFolder, recursive: true);
        await StoreUnderTest.DropAsync(_ownFolder);
    }

    private async Task<TimeSpan> KillAsync(string resource, int victim)
    {
        try
        {
            return await _processes.KillAsync(resource, victim).WaitAsync(RestartLimit);
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException($"{resource} (process {victim}) did not come back. What was written:\n{await LogsAsync()}", e);
        }
    }

    private static async Task AnswersAsync(Uri service)
    {
        using var http = new HttpClient { BaseAddress = service, Timeout = TimeSpan.FromSeconds(5) };
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    using var response = await http.GetAsync("/health");
                    return response.IsSuccessStatusCode;
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
                {
                    return false;
                }
            }, $"{service} answers again", RestartLimit);
    }

    private static async Task<string> LogsAsync(DistributedApplication app, AppProcesses processes)
    {
        var logger = app.Services.GetRequiredService<ResourceLoggerService>();
        var lines = new List<string>();
        foreach (var (id, state) in processes.States)
        {
            lines.Add($"--- {id}: {state}");
            await foreach (var batch in logger.GetAllAsync(id)) lines.AddRange(batch.Select(line => line.Content));
        }

        return string.Join('\n', lines);
    }

    private static DateTimeOffset Started(int pid)
    {
        using var process = System.Diagnostics.Process.GetProcessById(pid);
        return process.StartTime;
    }

    private static string Environment(int pid) => File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/environ"));
}
