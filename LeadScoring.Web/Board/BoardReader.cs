using LeadScoring.Web.Events;
using LeadScoring.Web.Http;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Live;

namespace LeadScoring.Web.Board;

/// <summary>
/// Reads the boards that somebody looks at whenever something changed, at most eight times a second, and every few seconds
/// anyway, so that nothing lost stays wrong.
/// </summary>
public sealed class BoardReader(
    IServiceScopeFactory scopes, LiveBoards boards, FeedReader feed, BoardBell bell, LatestChanges latest, PastChanges past, TimeProvider time, ILogger<BoardReader> log)
    : BackgroundService
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(125);
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);
    private readonly TrendCache _trends = new();
    private Task<(IReadOnlyList<string> Asked, LeadTrends? Read)>? _reading;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var readAt = DateTimeOffset.MinValue;
        var rung = true;
        try
        {
            while (true)
            {
                var now = time.GetUtcNow();
                if (rung || now - readAt >= MaxAge || boards.State.Current.State != ConnectionState.Live || _reading is { IsCompleted: true })
                {
                    await ReadAsync(stoppingToken).ConfigureAwait(false);
                    readAt = now;
                    await Task.Delay(MinInterval, time, stoppingToken).ConfigureAwait(false);
                }

                rung = await bell.WaitAsync(LookEvery, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var client = scope.ServiceProvider.GetRequiredService<LeadsClient>();
            var shown = new List<string>();
            foreach (var status in boards.Wanted())
            {
                var rows = await client.LeadersAsync(status, LiveBoards.Rows, limit.Token).ConfigureAwait(false);
                boards.Of(status).Publish(new([.. rows.Select(Row)], time.GetUtcNow()));
                shown.AddRange(rows.Select(r => r.Id));
            }

            Tell(feed.IsConnected ? ConnectionState.Live : ConnectionState.Reconnecting);
            ReadTrends(shown, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Whatever it is, such as an answer that broke off: it must not end this service, and every circuit with it.
            if (boards.State.Current.State != ConnectionState.Stale) log.ApiAway(e is ApiException ? e.Message : e.GetType().Name);
            boards.State.Publish(boards.State.Current with { State = ConnectionState.Stale, Problem = "The API does not answer. It is tried again every second." });
        }
    }

    private void Tell(ConnectionState state)
    {
        var known = boards.State.Current;
        var now = time.GetUtcNow();
        if (known.State == state && now - known.ReadAt < LookEvery) return;
        boards.State.Publish(new(state, now, null));
    }

    private BoardRow Row(LeadRow lead) => new(lead, latest.Of(lead.Id), _trends.Of(lead.Id));

    /// <summary>Beside the scores, which must not wait for sparklines; what came is shown with the next scores.</summary>
    private void ReadTrends(IReadOnlyList<string> shown, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        _trends.Outdate(past.Drain());
        if (_reading is { IsCompletedSuccessfully: true })
        {
            _trends.Put(_reading.Result.Asked, _reading.Result.Read, now);
            _reading = null;
            bell.Ring();
        }

        if (_reading is not null || _trends.Missing(shown, now) is not { Count: > 0 } missing) return;
        _trends.Ask(missing);
        _reading = ReadTrendsAsync(missing, ct);
    }

    private async Task<(IReadOnlyList<string> Asked, LeadTrends? Read)> ReadTrendsAsync(IReadOnlyList<string> leadIds, CancellationToken ct)
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
            bell.Ring();
        }
    }
}
