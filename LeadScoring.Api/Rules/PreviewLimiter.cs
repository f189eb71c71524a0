using System.Threading.RateLimiting;

namespace LeadScoring.Api.Rules;

/// <summary>
/// A preview folds every lead: one runs at a time in each process, so that events and screens keep their processor time, and a few wait, for
/// 30 seconds at most. Acquired after the request was read and validated, so that a slow or invalid request blocks no other; the rate limiter
/// middleware would acquire it before.
/// </summary>
internal sealed class PreviewLimiter(TimeProvider time) : IDisposable
{
    private const int MaxWaiting = 4;
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(30);
    private readonly ConcurrencyLimiter _limiter = new(new() { PermitLimit = 1, QueueLimit = MaxWaiting });

    /// <returns>To be disposed when the preview is done; null when too many wait, or the wait took too long.</returns>
    public async Task<RateLimitLease?> AcquireAsync(CancellationToken ct)
    {
        using var timeout = new CancellationTokenSource(WaitTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            var lease = await _limiter.AcquireAsync(1, either.Token);
            if (lease.IsAcquired) return lease;
            lease.Dispose();
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => _limiter.Dispose();
}
