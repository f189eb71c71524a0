using StackExchange.Redis;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>
/// The one connection of a process. It multiplexes, so no blocking command may go through it; it reconnects by itself.
/// Whatever Redis does not answer becomes a <see cref="QueueUnavailableException"/>.
/// </summary>
public sealed class RedisConnection : IDisposable
{
    /// <summary>The client library leaves asynchronous commands without a time limit; this is ours.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    private readonly Lazy<ConnectionMultiplexer> _multiplexer;

    public RedisConnection(string connectionString)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        options.ConnectRetry = 3;
        options.SyncTimeout = 5_000;
        _multiplexer = new(() => Connect(options));
    }

    public IDatabase Database => _multiplexer.Value.GetDatabase();

    public ISubscriber Subscriber => _multiplexer.Value.GetSubscriber();

    /// <summary>Raised when the connection is back: what was published meanwhile is lost.</summary>
    public event EventHandler? Restored;

    public Task<RedisResult> ExecuteAsync(string command, params object[] arguments) =>
        AnswerAsync(Database.ExecuteAsync(command, arguments));

    /// <summary>Waits for an answer, or for all answers of a pipeline.</summary>
    /// <exception cref="QueueUnavailableException">No connection, or no answer within 5 s.</exception>
    public static async Task<T> AnswerAsync<T>(Task<T> answer)
    {
        try
        {
            return await answer.WaitAsync(AnswerLimit).ConfigureAwait(false);
        }
        catch (Exception e) when (IsOutage(e))
        {
            _ = answer.ContinueWith(t => t.Exception, TaskScheduler.Default);
            throw new QueueUnavailableException("Redis does not answer.", e);
        }
    }

    public void Dispose()
    {
        if (_multiplexer.IsValueCreated) _multiplexer.Value.Dispose();
    }

    /// <summary>An error reply is a mistake of ours, except while Redis starts, is read-only or out of memory.</summary>
    private static bool IsOutage(Exception e) => e switch
    {
        RedisServerException s => s.Message.StartsWith("LOADING", StringComparison.Ordinal)
            || s.Message.StartsWith("OOM", StringComparison.Ordinal)
            || s.Message.StartsWith("MISCONF", StringComparison.Ordinal)
            || s.Message.StartsWith("READONLY", StringComparison.Ordinal),
        RedisConnectionException or TimeoutException or TaskCanceledException or ObjectDisposedException => true,
        _ => false,
    };

    private ConnectionMultiplexer Connect(ConfigurationOptions options)
    {
        var multiplexer = ConnectionMultiplexer.Connect(options);
        // By default completions run in order on one thread, and a continuation that blocks it stalls every later reply.
        multiplexer.PreserveAsyncOrder = false;
        multiplexer.ConnectionRestored += (_, _) => Restored?.Invoke(this, EventArgs.Empty);
        return multiplexer;
    }
}
