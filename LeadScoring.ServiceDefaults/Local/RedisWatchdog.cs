using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LeadScoring.ServiceDefaults;

/// <summary>
/// Frees a connection that hangs. Seen about once in a few hundred starts on a busy machine: the client holds the connection to be
/// established, and from some moment on no command is ever answered or fails, while Redis answers everybody else. A second connection has
/// the hanging one closed by Redis, upon which the client makes a new one. If that does not help, the process ends, for its host to
/// start it again.
/// </summary>
public sealed class RedisWatchdog(
    IConnectionMultiplexer redis, RedisClientOptions client, IHostApplicationLifetime host, TimeProvider time, ILogger<RedisWatchdog> log) : BackgroundService
{
    private const int MaxAttempts = 3;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private int _attempts;

    /// <summary>How long a PING may take before the connection counts as hanging.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>One look. True when the connection answers, or fails as it should when Redis is away.</summary>
    public async Task<bool> CheckAsync(CancellationToken ct)
    {
        if (await AnswersAsync(redis, ct))
        {
            _attempts = 0;
            return true;
        }

        // Redis away or frozen hangs everybody: that is not for the watchdog.
        using var second = await ConnectAsync(ct);
        if (second is null || !await AnswersAsync(second, ct)) return true;
        if (++_attempts > MaxAttempts)
        {
            log.RedisConnectionGivenUp();
            Environment.ExitCode = 1;
            host.StopApplication();
            return false;
        }

        log.RedisConnectionHangs(_attempts);
        await CloseAsync(second);
        return false;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await CheckAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.RedisWatchdogTrouble(e.GetType().Name);
            }
            catch (OperationCanceledException)
            {
                // Stopping.
            }
        }
    }

    /// <summary>False only when nothing comes back at all: an error is an answer, too.</summary>
    private async Task<bool> AnswersAsync(IConnectionMultiplexer connection, CancellationToken ct)
    {
        var ping = connection.GetDatabase().PingAsync();
        try
        {
            await ping.WaitAsync(Patience, time, ct);
        }
        catch (TimeoutException) when (!ping.IsCompleted)
        {
            return false;
        }
        catch (Exception e) when (e is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException)
        {
            // The client knows that the connection is down and makes a new one by itself.
        }

        return true;
    }

    private async Task<ConnectionMultiplexer?> ConnectAsync(CancellationToken ct)
    {
        var options = client.Options.Clone();
        (options.ClientName, options.AbortOnConnectFail, options.AllowAdmin) = ("watchdog", true, true);
        try
        {
            // On a thread of its own: the thread pool may be what is short.
            var connection = await Task.Factory.StartNew(() => ConnectionMultiplexer.Connect(options), ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return connection.CompletingInParallel();
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return null;
        }
    }

    private async Task CloseAsync(ConnectionMultiplexer second)
    {
        foreach (var endpoint in second.GetEndPoints())
        {
            var server = second.GetServer(endpoint);
            var hanging = (await server.ClientListAsync().WaitAsync(Patience, time)).Where(c => c.Name == client.Options.ClientName);
            foreach (var connection in hanging) await server.ClientKillAsync(connection.Id).WaitAsync(Patience, time);
        }
    }
}
