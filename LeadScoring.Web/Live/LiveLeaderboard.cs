using LeadScoring.Web.Leads;
using StackExchange.Redis;

namespace LeadScoring.Web.Live;

/// <summary>
/// One per process, however many circuits: follows the change feed and, when something changed and somebody looks, reads the
/// leaderboard again, at most four times a second. Every few seconds it reads anyway, so that nothing lost stays wrong.
/// </summary>
public sealed class LiveLeaderboard(
    IServiceScopeFactory scopes, IConnectionMultiplexer redis, LeaderboardBroadcast broadcast, TimeProvider time, ILogger<LiveLeaderboard> log)
    : BackgroundService
{
    public const int Rows = 50;
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);
    private readonly FeedTail _feed = new(redis);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var readAt = DateTimeOffset.MinValue;
        try
        {
            while (true)
            {
                var feed = await _feed.HasChangedAsync(stoppingToken).ConfigureAwait(false);
                var now = time.GetUtcNow();
                if (feed == FeedAnswer.Changed || now - readAt >= MaxAge || broadcast.Current.State != ConnectionState.Live)
                {
                    await ReadAsync(feed, stoppingToken).ConfigureAwait(false);
                    readAt = now;
                    await Task.Delay(MinInterval, time, stoppingToken).ConfigureAwait(false);
                }

                await _feed.WaitAsync(TimeSpan.FromSeconds(1), stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task ReadAsync(FeedAnswer feed, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var rows = await scope.ServiceProvider.GetRequiredService<LeadsClient>().LeaderboardAsync(Rows, ct).ConfigureAwait(false);
            var state = feed == FeedAnswer.Away ? ConnectionState.Reconnecting : ConnectionState.Live;
            broadcast.Publish(new(rows, time.GetUtcNow(), state, null));
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Whatever it is, such as an answer that broke off: it must not end this service, and every circuit with it.
            if (broadcast.Current.State != ConnectionState.Stale) log.ApiAway(e.Message);
            broadcast.Publish(broadcast.Current with
            {
                State = ConnectionState.Stale,
                Error = "The API does not answer. It is tried again every second.",
            });
        }
    }
}
