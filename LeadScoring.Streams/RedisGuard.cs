using LeadScoring.Core.Queue;
using StackExchange.Redis;

namespace LeadScoring.Streams;

/// <summary>
/// Turns every way in which Redis can be out of reach into <see cref="QueueUnavailableException"/>, within a limit that is ours: the
/// client gives a frozen server more time than a client of the API has.
/// <para>
/// The limit ends the waiting, not the work: commands that were sent may still be executed, and their continuations run. So pass only
/// commands, or chains of them that read: no state that the caller goes on using, and no write that depends on an earlier reply.
/// A flow that has either passes each of its steps on its own, and then ends with the step that took too long.
/// </para>
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
        e is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException || IsGivenUp(e);

    /// <summary>
    /// What commands get whose connection hung and is given up: the client passes on what its reader met, or cancels them, and then by no token
    /// of ours.
    /// </summary>
    private static bool IsGivenUp(Exception e) =>
        e is InvalidOperationException { Source: "System.IO.Pipelines" } or OperationCanceledException { CancellationToken.CanBeCanceled: false };
}
