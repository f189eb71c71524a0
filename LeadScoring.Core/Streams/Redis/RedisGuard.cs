using StackExchange.Redis;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>
/// Turns every way in which Redis can be out of reach into <see cref="QueueUnavailableException"/>. Asynchronous commands
/// of the 1.x client never time out by themselves (a frozen server would hang them for ever), so the limit is set here.
/// </summary>
public static class RedisGuard
{
    public static async Task<T> RunAsync<T>(Func<Task<T>> commands, int timeoutMs, CancellationToken ct)
    {
        try
        {
            return await commands().WaitAsync(TimeSpan.FromMilliseconds(timeoutMs), ct).ConfigureAwait(false);
        }
        catch (Exception e) when (IsRedisTrouble(e))
        {
            throw new QueueUnavailableException("Redis does not answer.", e);
        }
    }

    public static Task RunAsync(Func<Task> commands, int timeoutMs, CancellationToken ct) =>
        RunAsync(async () => { await commands().ConfigureAwait(false); return true; }, timeoutMs, ct);

    public static bool IsRedisTrouble(Exception e) =>
        e is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException;
}
