using LeadScoring.Core.Queue;

namespace LeadScoring.Api.Queue;

/// <summary>Records how many events wait, twice per point of the history, so that none is left out. In the API, since it runs while workers do not.</summary>
internal sealed class QueueSampler(IQueueHistory history, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(QueueHistory.SecondsPerPoint / 2.0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await history.SampleAsync(stoppingToken);
            }
            catch (Exception e) when (e is QueueUnavailableException or OperationCanceledException)
            {
                // These seconds have no number.
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
