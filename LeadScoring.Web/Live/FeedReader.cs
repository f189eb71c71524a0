using LeadScoring.Core.Feed;
using LeadScoring.Core.Queue;
using LeadScoring.Web.Activity;
using LeadScoring.Web.Board;

namespace LeadScoring.Web.Live;

/// <summary>
/// The process's only subscriber of the change feed, however many circuits there are. A notification (PUBLISH) starts a read; since
/// notifications can be lost, the feed is polled once a second as well.
/// </summary>
public sealed class FeedReader(IChangeFeed feed, RecentChanges recent, LeadSubscriptions subscriptions, ActivityLog activity, LiveBoards boards, ILogger<FeedReader> log) : BackgroundService
{
    private const int PageSize = 1_000;
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private readonly ChangeSignal _announced = new();
    private string? _lastId;
    private volatile bool _isConnected;

    /// <summary>False while the feed cannot be read: changes are shown a few seconds late then.</summary>
    public bool IsConnected => _isConnected;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listening = feed.ListenAsync(_announced.Notify, stoppingToken);
        try
        {
            while (true)
            {
                if (!await ReadAsync(stoppingToken).ConfigureAwait(false)) await _announced.WaitAsync(PollInterval, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether there is likely more to read.</returns>
    private async Task<bool> ReadAsync(CancellationToken ct)
    {
        try
        {
            var more = await ReadPageAsync(ct).ConfigureAwait(false);
            if (!_isConnected) Resynchronize();
            return more;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Any exception: ending this service would end the live updates of every circuit.
            if (_isConnected || _lastId is null) log.FeedUnavailable(e is QueueUnavailableException ? e.Message : e.GetType().Name);
            _isConnected = false;
            boards.Changes.Notify();
            return false;
        }
    }

    private async Task<bool> ReadPageAsync(CancellationToken ct)
    {
        if (_lastId is null)
        {
            var newest = await feed.NewestIdAsync(ct).ConfigureAwait(false);
            await activity.FillAsync(feed, newest, ct).ConfigureAwait(false);
            _lastId = newest;
            Resynchronize();
            return false;
        }

        var page = await feed.ReadAsync(_lastId, PageSize, ct).ConfigureAwait(false);
        if (!page.IsComplete)
        {
            _lastId = null; // entries were lost: go on from the newest one, and let every page read again
            recent.MarkAllOutdated();
            return true;
        }

        _lastId = page.LastId;
        if (page.Entries.Count == 0) return false;
        recent.Add(page.Entries);
        activity.Add(page.Entries);
        subscriptions.Notify(page.Entries);
        boards.Changes.Notify();
        return page.Entries.Count == PageSize;
    }

    /// <summary>Connected, perhaps after a gap: everything that is shown is read again.</summary>
    private void Resynchronize()
    {
        _isConnected = true;
        subscriptions.NotifyAll();
        boards.Changes.Notify();
    }
}
