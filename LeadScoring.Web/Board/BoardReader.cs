using LeadScoring.Contracts.Leads;
using LeadScoring.Web.Http;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Live;

namespace LeadScoring.Web.Board;

/// <summary>
/// Reads the open boards after every change, at most eight times a second, and every few seconds without one, so that a lost
/// notification is made up for.
/// </summary>
public sealed class BoardReader(
    IServiceScopeFactory scopes, LiveBoards boards, FeedReader feed, RecentChanges recent, TimeProvider time, ILogger<BoardReader> log)
    : BackgroundService
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(125);
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(3);
    private readonly TrendCache _trends = new();
    private Task<(IReadOnlyList<string> Requested, TrendListResponse? Answer)>? _readingTrends;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var readAt = DateTimeOffset.MinValue;
        var changed = true;
        try
        {
            while (true)
            {
                var now = time.GetUtcNow();
                if (changed || now - readAt >= MaxAge || boards.State.Current.State != ConnectionState.Live || _readingTrends is { IsCompleted: true })
                {
                    await ReadAsync(stoppingToken).ConfigureAwait(false);
                    readAt = now;
                    await Task.Delay(MinInterval, time, stoppingToken).ConfigureAwait(false);
                }

                changed = await boards.Changes.WaitAsync(PollInterval, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(ReadTimeout);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var client = scope.ServiceProvider.GetRequiredService<LeadsClient>();
            var shown = new List<string>();
            var open = boards.Open();
            boards.ForgetOthers(open);
            foreach (var status in open)
            {
                var rows = await client.LeadersAsync(status, LiveBoards.Rows, timeout.Token).ConfigureAwait(false);
                boards.Of(status).Publish(new([.. rows.Select(Row)], time.GetUtcNow()));
                shown.AddRange(rows.Select(r => r.Id));
            }

            Publish(feed.IsConnected ? ConnectionState.Live : ConnectionState.Reconnecting);
            ReadTrends(shown, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Any exception, such as an answer that broke off: ending this service would end the live updates of every circuit.
            if (boards.State.Current.State != ConnectionState.Stale) log.ApiUnavailable(e is ApiException ? e.Message : e.GetType().Name);
            boards.State.Publish(boards.State.Current with { State = ConnectionState.Stale, Problem = "The API does not answer. It is tried again every second." });
        }
    }

    private void Publish(ConnectionState state)
    {
        var known = boards.State.Current;
        var now = time.GetUtcNow();
        if (known.State == state && now - known.ReadAt < PollInterval) return;
        boards.State.Publish(new(state, now, null));
    }

    private BoardRow Row(LeadRow lead) => new(lead, recent.LatestOf(lead.Id), _trends.Of(lead.Id));

    /// <summary>In the background, since scores must not wait for sparklines; an answer is shown with the next scores.</summary>
    private void ReadTrends(IReadOnlyList<string> shown, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        _trends.MarkOutdated(recent.DrainOutdated());
        if (recent.DrainAllOutdated()) _trends.MarkAllOutdated();
        if (_readingTrends is { IsCompletedSuccessfully: true })
        {
            _trends.Put(_readingTrends.Result.Requested, _readingTrends.Result.Answer, now);
            _readingTrends = null;
            boards.Changes.Notify();
        }

        if (_readingTrends is not null || _trends.Missing(shown, now) is not { Count: > 0 } missing) return;
        _trends.MarkRequested(missing);
        _readingTrends = ReadTrendsAsync(missing, ct);
    }

    private async Task<(IReadOnlyList<string> Requested, TrendListResponse? Answer)> ReadTrendsAsync(IReadOnlyList<string> leadIds, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return (leadIds, await scope.ServiceProvider.GetRequiredService<EventsClient>().TrendsAsync(leadIds, TrendCache.Points, ct).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            if (!ct.IsCancellationRequested) log.TrendsFailed(e is ApiException ? e.Message : e.GetType().Name);
            return (leadIds, null);
        }
        finally
        {
            boards.Changes.Notify();
        }
    }
}
