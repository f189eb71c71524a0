using System.Threading.Channels;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Queue;

namespace LeadScoring.Web.Live;

/// <summary>
/// The process's only subscriber of the change feed, however many circuits there are. Wakes by PUBLISH and, because that can
/// be lost, looks once a second as well.
/// </summary>
public sealed class FeedReader(IChangeFeed feed, LatestChanges latest, PastChanges past, LeadWatches watches, BoardBell bell, ILogger<FeedReader> log) : BackgroundService
{
    private const int PageSize = 1_000;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private readonly Channel<bool> _rings = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private string? _lastId;
    private volatile bool _isConnected;

    /// <summary>False while the feed cannot be read: changes are seen a few seconds late then.</summary>
    public bool IsConnected => _isConnected;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listening = feed.ListenAsync(() => _rings.Writer.TryWrite(true), stoppingToken);
        try
        {
            while (true)
            {
                if (!await ReadAsync(stoppingToken).ConfigureAwait(false)) await WaitAsync(stoppingToken).ConfigureAwait(false);
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
            if (!_isConnected) Catch();
            return more;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Whatever it is: it must not end this service, and every circuit's live updates with it.
            if (_isConnected || _lastId is null) log.FeedAway(e is QueueUnavailableException ? e.Message : e.GetType().Name);
            _isConnected = false;
            bell.Ring();
            return false;
        }
    }

    private async Task<bool> ReadPageAsync(CancellationToken ct)
    {
        if (_lastId is null)
        {
            _lastId = await feed.NewestIdAsync(ct).ConfigureAwait(false);
            Catch();
            return false;
        }

        var page = await feed.ReadAsync(_lastId, PageSize, ct).ConfigureAwait(false);
        if (!page.IsComplete)
        {
            _lastId = null; // a part is lost: everybody reads again, and we go on from the end
            return true;
        }

        _lastId = page.LastId;
        if (page.Entries.Count == 0) return false;
        latest.Take(page.Entries);
        past.Take(page.Entries);
        watches.Take(page.Entries);
        bell.Ring();
        return page.Entries.Count == PageSize;
    }

    /// <summary>Connected (again): whatever was missed is read again.</summary>
    private void Catch()
    {
        _isConnected = true;
        watches.RingAll();
        bell.Ring();
    }

    private async Task WaitAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(LookEvery);
        try
        {
            await _rings.Reader.ReadAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Time to look without having been called.
        }
    }
}
