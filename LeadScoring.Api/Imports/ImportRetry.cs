using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using Microsoft.Extensions.Options;

namespace LeadScoring.Api.Imports;

/// <summary>
/// Runs a step of an import against the store or the queue in one of <see cref="ImportOptions.MaxConcurrent"/> slots, so that one import never waits for the client of another.
/// Repeats the step while the backlog is over its bound, and while the queue or the store is unavailable, each up to its own
/// time limit (<see cref="ImportOptions.PauseLimitSeconds"/>, <see cref="ImportOptions.RetrySeconds"/>). Steps are idempotent.
/// </summary>
internal sealed class ImportRetry(IOptions<ImportOptions> options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _slots = new(options.Value.MaxConcurrent);

    public async Task<T> RunAsync<T>(Func<Task<T>> step, CancellationToken ct)
    {
        var delay = FirstDelay;
        long? fullSince = null, unavailableSince = null;
        while (true)
        {
            try
            {
                return await InSlotAsync(step, ct);
            }
            catch (QueueFullException) when (IsInTime(ref fullSince, options.Value.PauseLimitSeconds))
            {
                (unavailableSince, delay) = (null, FirstDelay);
                await Task.Delay(FirstDelay, time, ct);
            }
            catch (Exception e) when (IsUnavailable(e) && IsInTime(ref unavailableSince, options.Value.RetrySeconds))
            {
                fullSince = null;
                await Task.Delay(delay, time, ct);
                delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
            }
        }
    }

    public void Dispose() => _slots.Dispose();

    /// <summary>No slot is held during a pause.</summary>
    private async Task<T> InSlotAsync<T>(Func<Task<T>> step, CancellationToken ct)
    {
        await _slots.WaitAsync(ct);
        try
        {
            return await step();
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Whether fewer seconds than the limit have passed since the first failure, which is now if there was none.</summary>
    private bool IsInTime(ref long? since, int limitSeconds) => time.GetElapsedTime(since ??= time.GetTimestamp()) < TimeSpan.FromSeconds(limitSeconds);

    private static bool IsUnavailable(Exception e) => e is QueueUnavailableException or StoreUnavailableException;
}
