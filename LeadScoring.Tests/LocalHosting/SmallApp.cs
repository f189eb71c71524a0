using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using LeadScoring.LocalHosting.Processes;

namespace LeadScoring.Tests.LocalHosting;

/// <summary>An application of small real processes with the resource page: a Redis, and a program that writes what a file says and waits for it.</summary>
internal sealed class SmallApp : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smallapp-");

    private SmallApp(string[] arguments)
    {
        Says("hello");
        var builder = DistributedApplicationTestingBuilder.Create(["--LocalHosting:PagePort=0", .. arguments]);
        var redis = builder.AddRedis("redis");
        builder.AddExecutable("talker", "tail", _folder.FullName, "-n", "+1", "-F", "says.txt")
            .WithEnvironment("PLAIN", "plain text").WithEnvironment("API_KEY", "hunter2").WaitFor(redis);
        App = builder.Build();
    }

    public DistributedApplication App { get; }

    public HttpClient Http { get; private set; } = null!;

    public Uri Page => new(App.Host.PageUrl!);

    public static async Task<SmallApp> StartAsync(params string[] arguments)
    {
        var app = new SmallApp(arguments);
        await app.App.StartAsync().WaitAsync(TimeSpan.FromSeconds(30));
        app.Http = new HttpClient { BaseAddress = app.Page };
        return app;
    }

    /// <summary>Lets the talker write a line.</summary>
    public void Says(string line) => File.AppendAllText(Path.Combine(_folder.FullName, "says.txt"), line + "\n");

    public InstanceStatus Status(string resource) => App.Host.Runner(resource).Instances[0].Status;

    public int ProcessId(string resource) => Status(resource).ProcessId ?? throw new InvalidOperationException($"{resource} does not run.");

    public Task UntilAsync(string resource, string state) => WaitAsync(() => Status(resource).State == state, $"{resource} is {state}");

    public static Task WaitAsync(Func<bool> condition, string what)
        => Infrastructure.Wait.UntilAsync(() => Task.FromResult(condition()), what);

    public async Task DoAsync(string resource, string command)
    {
        var result = await App.ResourceCommands.ExecuteCommandAsync(resource, command);
        Assert.True(result.Success, result.Message);
    }

    public static bool IsAlive(int processId) => File.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        await App.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
