using LeadScoring.Contracts.Leads;
using LeadScoring.Web.Http;
using LeadScoring.Web.Leads;
using LeadScoring.Web.Live;

namespace LeadScoring.Web.Board;

/// <summary>
/// Reads the open boards after every change, at most eight times a second, and every two seconds without one, so that a lost
/// notification is made up for, and an API that does not answer is noticed. Without a circuit it reads nothing.
/// </summary>
public sealed class BoardReader(
    IServiceScopeFactory scopes, LiveBoards boards, FeedReader feed, RecentChanges recent, TimeProvider time, ILogger<BoardReader> log)
    : BackgroundService
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(125);
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan MinReturnedInterval = TimeSpan.FromSeconds(2);
    private readonly TrendCache _trends = new();
    private readonly ReasonCache _reasons = new();
    private Task<(IReadOnlyList<string> Requested, TrendListResponse? Answer)>? _readingTrends;
    private Task<(IReadOnlyList<LeadRow> Requested, LeadReasonListResponse? Answer)>? _readingReasons;

    private bool HasAnswer => _readingTrends is { IsCompleted: true } || _readingReasons is { IsCompleted: true };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var readAt = DateTimeOffset.MinValue;
        var changed = true;
        try
        {
            while (true)
            {
                var now = time.GetUtcNow();
                if (boards.State.HasReaders && (changed || now - readAt >= MaxAge || boards.State.Current.State != ConnectionState.Live || HasAnswer))
                {
                    await TryReadAsync(stoppingToken).ConfigureAwait(false);
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

    /// <summary>Ending this service would end the live updates of every circuit, so it outlives any fault.</summary>
    private async Task TryReadAsync(CancellationToken ct)
    {
        try
        {
            await ReadAsync(ct).ConfigureAwait(false);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.BoardsFailed(e);
        }
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        var open = boards.Open();
        boards.ForgetOthers(open);
        var due = open.Where(IsDue).ToList();
        List<LeadRow> shown = [.. open.Except(due).SelectMany(ShowAgain)];
        if (due.Count > 0)
        {
            var reading = Task.WhenAll(due.Select(query => ReadAsync(query, ct)));
            await ShowSlowAsync(reading, ct).ConfigureAwait(false);
            var read = await reading.ConfigureAwait(false);
            if (read.All(rows => rows is null))
            {
                boards.State.Publish(boards.State.Current with { State = ConnectionState.Stale, Problem = "Can't reach the server, retrying." });
                return;
            }

            Publish(feed.IsConnected ? ConnectionState.Live : ConnectionState.Reconnecting);
            shown.AddRange(read.SelectMany(rows => rows ?? []));
        }

        ReadTrends([.. shown.Select(l => l.Id)], ct);
        ReadReasons(shown, ct);
    }

    /// <summary>Leads that came back take many look-ups to find, and come back seldom.</summary>
    private bool IsDue(string query) =>
        !query.Contains("returned=", StringComparison.Ordinal) || boards.Of(query).Current is not { ReadAt: { } at, IsStale: false } || time.GetUtcNow() - at >= MinReturnedInterval;

    private async Task ShowSlowAsync(Task reading, CancellationToken ct)
    {
        var isSlow = await Task.WhenAny(reading, Task.Delay(SlowAfter, time, ct)).ConfigureAwait(false) != reading;
        if (isSlow && boards.State.Current is { State: ConnectionState.Live or ConnectionState.Reconnecting } known) boards.State.Publish(known with { State = ConnectionState.Slow });
    }

    /// <summary>The rows of the last answer, with what has been read about them since.</summary>
    private IReadOnlyList<LeadRow> ShowAgain(string query)
    {
        var board = boards.Of(query);
        var rows = board.Current.Rows.Select(row => Row(row.Lead)).ToList();
        if (!rows.SequenceEqual(board.Current.Rows)) board.Publish(board.Current with { Rows = rows });
        return [.. rows.Select(row => row.Lead)];
    }

    /// <returns>The rows that somebody looks at; null when there was no answer. Another board may have one.</returns>
    private async Task<IReadOnlyList<LeadRow>?> ReadAsync(string query, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(ReadTimeout);
        var board = boards.Of(query);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var client = scope.ServiceProvider.GetRequiredService<LeadsClient>();
            var page = await client.TopAsync(query, LiveBoards.Rows, timeout.Token).ConfigureAwait(false);
            var rows = page.Leads.Select(LeadRow.Of).ToList();
            long? all = page.Total > 0 ? null : query.Length == 0 ? 0 : (await client.TopAsync("", 1, timeout.Token).ConfigureAwait(false)).Total;
            board.Publish(new([.. rows.Select(Row)], time.GetUtcNow(), page.Total, page.TotalIsLowerBound, all));
            return board.HasReaders ? rows : [];
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Any exception, such as an answer that broke off: the other boards go on.
            if (boards.State.Current.State != ConnectionState.Stale) log.ApiUnavailable(e is ApiException ? e.Message : e.GetType().Name);
            if (board.Current is { ReadAt: not null, IsStale: false } known) board.Publish(known with { IsStale = true });
            return null;
        }
    }

    private void Publish(ConnectionState state)
    {
        var known = boards.State.Current;
        var now = time.GetUtcNow();
        if (known.State == state && now - known.ReadAt < PollInterval) return;
        boards.State.Publish(new(state, now, null));
    }

    private BoardRow Row(LeadRow lead) => new(lead, recent.LatestOf(lead.Id), _trends.Of(lead.Id), _reasons.Of(lead.Id));

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
        _readingTrends = ReadInBackgroundAsync(missing, (client, ids) => client.TrendsAsync(ids, TrendCache.Points, ct), ct);
    }

    /// <summary>In the background as well.</summary>
    private void ReadReasons(List<LeadRow> shown, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (_readingReasons is { IsCompletedSuccessfully: true })
        {
            _reasons.Put(_readingReasons.Result.Requested, _readingReasons.Result.Answer, now);
            _readingReasons = null;
            boards.Changes.Notify();
        }

        if (_readingReasons is not null || _reasons.Missing(shown, now) is not { Count: > 0 } missing) return;
        _readingReasons = ReadInBackgroundAsync(missing, (client, leads) => client.ReasonsAsync(leads.Select(l => l.Id), ct), ct);
    }

    /// <returns>Without an answer when there was none.</returns>
    private async Task<(IReadOnlyList<T> Requested, TAnswer? Answer)> ReadInBackgroundAsync<T, TAnswer>(
        IReadOnlyList<T> requested, Func<EventsClient, IReadOnlyList<T>, Task<TAnswer>> read, CancellationToken ct)
        where TAnswer : class
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return (requested, await read(scope.ServiceProvider.GetRequiredService<EventsClient>(), requested).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            if (!ct.IsCancellationRequested) log.TrendsFailed(e is ApiException ? e.Message : e.GetType().Name);
            return (requested, null);
        }
        finally
        {
            boards.Changes.Notify();
        }
    }
}
