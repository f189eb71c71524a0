using System.Collections.Concurrent;

namespace LeadScoring.AppHost.Services;

/// <summary>
/// Starts again what died, each replica on its own, since Aspire leaves that to a person. What a person stopped in the dashboard stays stopped.
/// </summary>
/// <remarks>
/// The watch is on states rather than on exit codes: a stop by a person and a <c>kill -TERM</c> end with the same code, but only the former passes through
/// <c>Stopping</c>. Starting again asks Aspire's own start command, so that ports and environment are as at the first start.
/// </remarks>
internal sealed partial class RestartPolicy(
    ResourceNotificationService resources, ResourceCommandService commands, ResourceLoggerService loggers, IHostApplicationLifetime lifetime, TimeProvider time)
    : BackgroundService
{
    private readonly ConcurrentDictionary<string, Replica> _replicas = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await foreach (var change in resources.WatchAsync(stop.Token))
            {
                if (!change.Resource.Annotations.OfType<RestartAnnotation>().Any()) continue;
                if (change.Snapshot.State?.Text == KnownResourceStates.Running) WaitOnlyAtFirst(change.Resource);
                var replica = _replicas.GetOrAdd(change.ResourceId, _ => new Replica(time));
                if (replica.Observe(change.Snapshot.State?.Text) is { } delay) _ = RestartAsync(change, replica, delay, stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The application ends.
        }
    }

    /// <summary>A service that ran once can do without what is away, and answers so; only the first start is in order.</summary>
    private static void WaitOnlyAtFirst(IResource resource)
    {
        foreach (var wait in resource.Annotations.OfType<WaitAnnotation>().ToList()) resource.Annotations.Remove(wait);
    }

    /// <summary>Until it starts, a person stops it, or the application ends: a start that fails is tried again, after the next delay.</summary>
    private async Task RestartAsync(ResourceEvent exited, Replica replica, TimeSpan delay, CancellationToken ct)
    {
        var log = loggers.GetLogger(exited.ResourceId);
        try
        {
            LogRestart(log, exited.ResourceId, exited.Snapshot.ExitCode, delay.TotalMilliseconds);
            while (true)
            {
                await Task.Delay(delay, time, ct);
                if (!replica.IsDead) return; // A person was quicker.
                var result = await commands.ExecuteCommandAsync(exited.ResourceId, KnownResourceCommands.StartCommand, ct);
                if (result.Success || result.Canceled) return;
                LogFailure(log, exited.ResourceId, result.Message);
                delay = replica.NextDelay();
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The application ends.
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Resource} exited with code {ExitCode}; it is started again in {DelayMs} ms.")]
    private static partial void LogRestart(ILogger log, string resource, int? exitCode, double delayMs);

    [LoggerMessage(LogLevel.Error, "{Resource} could not be started again: {Reason}")]
    private static partial void LogFailure(ILogger log, string resource, string? reason);
}

/// <summary>What one replica did so far, and when it is started again.</summary>
/// <remarks>250 ms after the first exit, doubling to 2 s while it keeps dying, and from the start again once it ran for 10 s.</remarks>
internal sealed class Replica(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(10);
    private TimeSpan _next = First;
    private DateTimeOffset? _runningSince;
    private string? _state;
    private volatile bool _isStoppedByPerson;

    /// <summary>Not running, and not because a person wanted so.</summary>
    public bool IsDead => IsTerminal(Volatile.Read(ref _state)) && !_isStoppedByPerson;

    /// <returns>After which delay it is to be started again; null: not now.</returns>
    public TimeSpan? Observe(string? state)
    {
        var previous = Interlocked.Exchange(ref _state, state);
        if (state == previous) return null;
        if (state == KnownResourceStates.Running) _runningSince = time.GetUtcNow();
        if (state == KnownResourceStates.Running || state == KnownResourceStates.Starting) _isStoppedByPerson = false;
        if (state == KnownResourceStates.Stopping) _isStoppedByPerson = true;
        if (!IsTerminal(state) || IsTerminal(previous) || _isStoppedByPerson) return null;
        if (_runningSince is { } since && time.GetUtcNow() - since >= LongEnough) _next = First;
        _runningSince = null;
        return NextDelay();
    }

    /// <summary>Before the next attempt; twice as long each time, up to the longest.</summary>
    public TimeSpan NextDelay()
    {
        var delay = _next;
        _next = delay * 2 < Longest ? delay * 2 : Longest;
        return delay;
    }

    private static bool IsTerminal(string? state) => state is not null && KnownResourceStates.TerminalStates.Contains(state);
}

/// <summary>The resource is started again when it dies.</summary>
internal sealed class RestartAnnotation : IResourceAnnotation;

internal static class RestartExtensions
{
    public static IResourceBuilder<T> WithRestart<T>(this IResourceBuilder<T> resource)
        where T : IResource => resource.WithAnnotation(new RestartAnnotation());

    public static void AddRestartPolicy(this IDistributedApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHostedService<RestartPolicy>();
    }
}
