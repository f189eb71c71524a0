using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using LeadScoring.LocalHosting.Runtime;

namespace Aspire.Hosting;

/// <summary>The application: its processes, started in the order of their dependencies and stopped in reverse.</summary>
public sealed class DistributedApplication : IAsyncDisposable
{
    private readonly EntryPointSession? _session = EntryPointSession.Current;

    internal DistributedApplication(DistributedApplicationBuilder builder)
    {
        ResourceNotifications = new(builder.Resources);
        Host = new LocalHost(builder, ResourceNotifications);
        ResourceCommands = new(Host);
    }

    /// <summary>Tells what state each resource is in, and waits for a state.</summary>
    public ResourceNotificationService ResourceNotifications { get; }

    /// <summary>Starts and stops resources.</summary>
    public ResourceCommandService ResourceCommands { get; }

    internal LocalHost Host { get; }

    /// <summary>Starts describing an application.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args)
    {
        var isTest = EntryPointSession.Current is not null;
        if (!isTest) ConsoleRun.TellUnhandled();
        return new DistributedApplicationBuilder(args, isTest);
    }

    /// <summary>Starts describing an application without arguments.</summary>
    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    /// <summary>
    /// Starts everything and returns when all resources are healthy.
    /// </summary>
    /// <exception cref="DistributedApplicationException">Something is missing, taken or did not become healthy in time; what had started is stopped again.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default) => Host.StartAsync(cancellationToken);

    /// <summary>Stops everything in reverse order, within 10 s. Cancelling kills what is left at once.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => Host.StopAsync(cancellationToken);

    /// <summary>Runs until SIGINT or SIGTERM; a failure to start is told on the console and gives exit code 1.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <inheritdoc cref="Run" />
    public Task RunAsync(CancellationToken cancellationToken = default)
        => _session is null ? ConsoleRun.RunAsync(Host, cancellationToken) : _session.Ended;

    /// <summary>Stops everything and removes a throw-away data folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _session?.OnDisposed();
    }
}
