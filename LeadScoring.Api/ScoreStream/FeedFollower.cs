using LeadScoring.Core.Feed;
using LeadScoring.Core.Queue;

namespace LeadScoring.Api.ScoreStream;

/// <summary>One per process, however many clients: reads the change feed into the window while somebody listens.</summary>
internal sealed class FeedFollower(IChangeFeed feed, MessageWindow window, MessageFormat format, StreamClients clients, ILogger<FeedFollower> log)
    : BackgroundService
{
    private const int PageSize = 1_000;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var rung = new SemaphoreSlim(0, 1);
        var listening = feed.ListenAsync(() => Ring(rung), stoppingToken);
        var away = false;
        try
        {
            while (true)
            {
                await clients.AnyAsync(stoppingToken);
                try
                {
                    if (await ReadAsync(stoppingToken)) continue;
                    away = false;
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    if (!away) log.FeedAway(e is QueueUnavailableException ? e.Message : e.GetType().Name);
                    away = true;
                }

                await rung.WaitAsync(LookEvery, stoppingToken);
                if (clients.Count == 0) window.Close();
            }
        }
        catch (OperationCanceledException)
        {
            await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether there is likely more to read.</returns>
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
            // Clients find that the window does not cover where they are, and ask the feed themselves.
            window.Open(FeedId.Parse(await feed.NewestIdAsync(ct)));
            return false;
        }

        if (page.LastId == last.ToString()) return false;
        window.Add([.. page.Entries.Select(format.Of)], FeedId.Parse(page.LastId));
        return page.Entries.Count == PageSize;
    }

    private static void Ring(SemaphoreSlim rung)
    {
        try
        {
            if (rung.CurrentCount == 0) rung.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // It rang already, or nobody is left to hear it.
        }
    }
}
