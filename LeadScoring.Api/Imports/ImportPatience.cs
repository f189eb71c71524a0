using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Imports;

/// <summary>
/// What an import does when it cannot go on: over the backlog's bound it waits, while the queue or the store is away it tries again.
/// Everything it does can be repeated. Both have a limit.
/// </summary>
internal sealed class ImportPatience(IOptions<ImportOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    public async Task<T> RunAsync<T>(Func<Task<T>> step, CancellationToken ct)
    {
        var pause = Pause;
        long? full = null, away = null;
        while (true)
        {
            try
            {
                return await step();
            }
            catch (QueueFullException) when (Within(ref full, options.Value.PauseLimitSeconds))
            {
                (away, pause) = (null, Pause);
                await Task.Delay(Pause, time, ct);
            }
            catch (Exception e) when (IsAway(e) && Within(ref away, options.Value.RetrySeconds))
            {
                full = null;
                await Task.Delay(pause, time, ct);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>Whether it began less than so long ago; it begins now if it had not.</summary>
    private bool Within(ref long? began, int seconds) => time.GetElapsedTime(began ??= time.GetTimestamp()) < TimeSpan.FromSeconds(seconds);

    private static bool IsAway(Exception e) => e is QueueUnavailableException or StoreUnavailableException;
}
