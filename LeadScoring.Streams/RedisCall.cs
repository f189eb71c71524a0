using LeadScoring.Core.Queue;
using StackExchange.Redis;

namespace LeadScoring.Streams;

/// <summary>
/// Runs Redis commands with a timeout, and turns every failure to reach Redis into <see cref="QueueUnavailableException"/>. The timeout is
/// ours because the client waits longer for a frozen server than a client of the API does.
/// <para>
/// A timeout ends the waiting, not the work: commands that were sent may still be executed, and their continuations still run. Pass
/// independent commands, or chains of commands that only read. A flow that keeps state, or that writes depending on an earlier reply, passes
/// each of its steps on its own, so that it ends with the step that timed out.
/// </para>
/// </summary>
public static class RedisCall
{
    /// <exception cref="QueueUnavailableException">Redis did not answer in time, or the connection failed.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> commands, int timeoutMs, CancellationToken ct)
    {
        try
        {
            return await commands().WaitAsync(TimeSpan.FromMilliseconds(timeoutMs), ct).ConfigureAwait(false);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw new QueueUnavailableException("Redis does not answer.", e);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public static Task RunAsync(Func<Task> commands, int timeoutMs, CancellationToken ct) =>
        RunAsync(async () => { await commands().ConfigureAwait(false); return true; }, timeoutMs, ct);

    /// <summary>Whether an exception of the client means that Redis failed or could not be reached.</summary>
    public static bool IsFailure(Exception e) =>
        e is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException || IsAbortedConnection(e);

    /// <summary>Whether a command failed because nothing was ever read from its stream, or the stream was deleted.</summary>
    internal static bool IsGroupMissing(RedisServerException e) => e.Message.StartsWith("NOGROUP", StringComparison.Ordinal);

    /// <summary>
    /// When the client gives up a hung connection, the commands on it fail with the exception of its pipe, or are cancelled without a token.
    /// </summary>
    private static bool IsAbortedConnection(Exception e) =>
        e is InvalidOperationException { Source: "System.IO.Pipelines" } or OperationCanceledException { CancellationToken.CanBeCanceled: false };
}
