using LeadScoring.Core.Leads;
using LeadScoring.Core.Storage;
using LeadScoring.Core.Streams;

namespace LeadScoring.Api.Demo;

/// <summary>Loads the demo data once, beside the requests; whatever goes wrong, the API stays up.</summary>
internal sealed class DemoLoader(
    ILeadStore store, DemoSubmission submission, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<DemoLoader> log) : BackgroundService
{
    /// <summary>With the pauses, a good minute for each step.</summary>
    private const int MaxAttempts = 12;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await StartedAsync(stoppingToken);
            await LoadAsync(stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            log.DemoFailed(e);
        }
    }

    private async Task StartedAsync(CancellationToken ct)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(ct);
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var leads = DemoData.At(new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero));
        string[] emails = [.. leads.Select(lead => lead.Draft.Email)];
        IReadOnlyDictionary<string, string>? existing = null;
        await RetryAsync(async () => existing = await store.FindByEmailAsync(emails, ct), ct);
        if (emails.All(email => existing!.Keys.Contains(email, EmailComparer.Instance)))
        {
            log.DemoAlreadyLoaded(leads.Count);
            return;
        }

        foreach (var batch in DemoSubmission.Batches(leads)) await RetryAsync(() => submission.SubmitAsync(batch, ct), ct);
        log.DemoLoaded(leads.Count, leads.Sum(lead => lead.Events.Count));
    }

    /// <summary>Every step can be repeated: leads are found by their address, events count once.</summary>
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
