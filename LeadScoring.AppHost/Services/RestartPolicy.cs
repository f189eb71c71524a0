using System.Collections.Concurrent;

namespace LeadScoring.AppHost.Services;

/// <summary>
/// Restarts replicas that died, each on its own, since Aspire leaves that to a person. What a person stopped in the dashboard stays stopped.
/// </summary>
/// <remarks>
/// It follows states rather than exit codes: a stop by a person and a <c>kill -TERM</c> end with the same code, but only the former passes through
/// <c>Stopping</c>. The orchestrator reports an exit after half a second as a rule, and after more than five now and then: a process that is gone while it is still reported
/// as running counts as exited after a second. Starting again asks Aspire's own start command, so that ports and environment are as at the first start.
/// </remarks>
internal sealed partial class RestartPolicy(
    ResourceNotificationService resources, ResourceCommandService commands, ResourceLoggerService loggers, IHostApplicationLifetime lifetime, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentDictionary<string, Replica> _replicas = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await Task.WhenAll(FollowStatesAsync(stop.Token), FindVanishedAsync(stop.Token));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The application ends.
        }
    }

    private async Task FollowStatesAsync(CancellationToken ct)
    {
        await foreach (var change in resources.WatchAsync(ct))
        {
            if (!change.Resource.Annotations.OfType<RestartAnnotation>().Any()) continue;
            if (change.Snapshot.State?.Text == KnownResourceStates.Running) WaitOnlyAtFirst(change.Resource);
            var replica = _replicas.GetOrAdd(change.ResourceId, _ => new Replica(time, ProcessTable.IsAlive));
            if (replica.Observe(change.Snapshot.State?.Text, change.Snapshot.ProcessId()) is { } delay)
                _ = RestartAsync(change.ResourceId, $"exited with code {change.Snapshot.ExitCode}", replica, () => replica.IsDead, delay, ct);
        }
    }

    private async Task FindVanishedAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(PollInterval, time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            foreach (var (id, replica) in _replicas.Where(r => r.Value.HasVanished()))
                _ = RestartAsync(id, "is gone", replica, replica.HasVanished, TimeSpan.Zero, ct);
        }
    }

    /// <summary>A service that ran once starts without the servers that are away, and answers 503; only the first start is in order.</summary>
    private static void WaitOnlyAtFirst(IResource resource)
    {
        foreach (var wait in resource.Annotations.OfType<WaitAnnotation>().ToList()) resource.Annotations.Remove(wait);
    }

    /// <summary>Until it starts, a person stops it, or the application ends: a start that fails is tried again, after the next delay.</summary>
    private async Task RestartAsync(string id, string what, Replica replica, Func<bool> isNeeded, TimeSpan delay, CancellationToken ct)
    {
        if (!replica.TryBegin()) return;
        var log = loggers.GetLogger(id);
        try
        {
            LogRestart(log, id, what, delay.TotalMilliseconds);
            while (true)
            {
                await Task.Delay(delay, time, ct);
                if (!isNeeded()) return; // A person has restarted or stopped it meanwhile.
                var result = await commands.ExecuteCommandAsync(id, KnownResourceCommands.StartCommand, ct);
                if (result.Success) replica.Started();
                if (result.Success || result.Canceled) return;
                LogFailure(log, id, result.Message);
                delay = replica.NextDelay();
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The application ends.
        }
        finally
        {
            replica.End();
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Resource} {What}; it is started again in {DelayMs} ms.")]
    private static partial void LogRestart(ILogger log, string resource, string what, double delayMs);

    [LoggerMessage(LogLevel.Error, "{Resource} could not be started again: {Reason}")]
    private static partial void LogFailure(ILogger log, string resource, string? reason);
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
