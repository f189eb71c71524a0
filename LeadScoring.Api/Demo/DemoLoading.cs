using LeadScoring.Core.Leads;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;

namespace LeadScoring.Api.Demo;

/// <summary>Loads what is missing of the demo data. Every step can be repeated: leads are found by their address, events count once.</summary>
internal sealed class DemoLoading(ILeadStore store, DemoSubmission submission, TimeProvider time, ILogger<DemoLoading> log)
{
    /// <summary>With the pauses, a good minute for each step.</summary>
    private const int MaxAttempts = 12;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Whose address they have never changes, whenever they are loaded.</summary>
    private static readonly Lazy<string[]> Emails = new(() => [.. DemoData.At(DateTimeOffset.UnixEpoch.AddYears(50)).Select(lead => lead.Draft.Email)]);

    private int _running;

    /// <summary>In this process.</summary>
    public bool IsRunning => Volatile.Read(ref _running) > 0;

    /// <summary>The demo leads that exist, by address.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ExistingAsync(CancellationToken ct) => await store.FindByEmailAsync(Emails.Value, ct);

    /// <summary>The last lead comes when everything else is there. Others may have been deleted since, on purpose.</summary>
    public static bool IsComplete(IReadOnlyDictionary<string, string> existing) => existing.Keys.Contains(Emails.Value[^1], EmailComparer.Instance);

    public async Task LoadAsync(CancellationToken ct)
    {
        Interlocked.Increment(ref _running);
        try
        {
            await LoadMissingAsync(ct);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task LoadMissingAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var leads = DemoData.At(new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero));
        IReadOnlyDictionary<string, string>? existing = null;
        await RetryAsync(async () => existing = await ExistingAsync(ct), ct);
        if (Emails.Value.All(email => existing!.Keys.Contains(email, EmailComparer.Instance)))
        {
            log.DemoAlreadyLoaded(leads.Count);
            return;
        }

        foreach (var batch in DemoSubmission.Batches(leads)) await RetryAsync(() => submission.SubmitAsync(batch, ct), ct);
        log.DemoLoaded(leads.Count, leads.Sum(lead => lead.Events.Count));
    }

    private async Task RetryAsync(Func<Task> step, CancellationToken ct)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await step();
                return;
            }
            catch (QueueFullException) when (attempt < MaxAttempts)
            {
                // The batch before is not scored yet: what we wait for, not a fault.
            }
            catch (Exception e) when (attempt < MaxAttempts && e is (StoreUnavailableException or QueueUnavailableException))
            {
                log.DemoWaits(attempt, e.GetType().Name);
            }

            await Task.Delay(pause, time, ct);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
