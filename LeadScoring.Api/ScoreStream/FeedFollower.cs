using LeadScoring.Core.Feed;
using LeadScoring.Core.Queue;

namespace LeadScoring.Api.ScoreStream;

/// <summary>Reads the change feed into the window while clients are connected: one reader per process, however many clients.</summary>
internal sealed class FeedFollower(IChangeFeed feed, MessageWindow window, MessageFormat format, StreamClients clients, ILogger<FeedFollower> log)
    : BackgroundService
{
    private const int PageSize = 1_000;
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var signal = new SemaphoreSlim(0, 1);
        var listening = feed.ListenAsync(() => Signal(signal), stoppingToken);
        var isUnavailable = false;
        try
        {
            while (true)
            {
                await clients.AnyAsync(stoppingToken);
                try
                {
                    if (await ReadAsync(stoppingToken)) continue;
                    isUnavailable = false;
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    if (!isUnavailable) log.FeedUnavailable(e is QueueUnavailableException ? e.Message : e.GetType().Name);
                    isUnavailable = true;
                }

                await signal.WaitAsync(PollInterval, stoppingToken);
                if (clients.Count == 0) window.Close();
            }
        }
        catch (OperationCanceledException)
        {
            await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether there is probably more to read.</returns>
    private async Task<bool> ReadAsync(CancellationToken ct)
    {
        if (window.Last is not { } last)
        {
            window.Open(FeedId.Parse(await feed.NewestIdAsync(ct)));
            return false;
        }

        var page = await feed.ReadAsync(last.ToString(), PageSize, ct);
        if (!page.IsComplete)
        {
            // Clients before that id find that the window does not cover it, and read from the feed.
            window.Open(FeedId.Parse(await feed.NewestIdAsync(ct)));
            return false;
        }

        if (page.LastId == last.ToString()) return false;
        window.Add([.. page.Entries.Select(format.Of)], FeedId.Parse(page.LastId));
        return page.Entries.Count == PageSize;
    }

    private static void Signal(SemaphoreSlim signal)
    {
        try
        {
            if (signal.CurrentCount == 0) signal.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // It is signalled already, or the service has stopped.
        }
    }
}
