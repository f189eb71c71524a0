using LeadScoring.Contracts.Queue;
using LeadScoring.Web.Http;
using LeadScoring.Web.Live;

namespace LeadScoring.Web.Queue;

/// <summary>What the page of the queue shows. Parts that were not read yet are null.</summary>
/// <param name="ReadAt">When the API answered last; null: not yet.</param>
/// <param name="Problem">Why it did not answer since; null: it did.</param>
public sealed record QueueState(
    QueueStatsResponse? Stats, QueueWorkersResponse? Workers, QueueHistoryResponse? History, DeadLetterGroupsResponse? Groups, DateTimeOffset? ReadAt, ApiException? Problem)
{
    public static QueueState None { get; } = new(null, null, null, null, null, null);

    /// <summary>Accepted and not finished yet.</summary>
    public long Pending => Stats is { } s ? s.Waiting + s.Active + s.Delayed : 0;
}

/// <summary>Reads the queue for everybody who looks at its page, every two seconds, its history every five. One per process; it reads nothing when nobody looks.</summary>
public sealed class QueueWatch : Watch
{
    private static readonly TimeSpan HistoryInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(3);
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private long _historyAt;

    public QueueWatch(IServiceScopeFactory scopes, TimeProvider time) =>
        (_scopes, _time, State) = (scopes, time, new(QueueState.None, time, Refresh));

    public Broadcast<QueueState> State { get; }

    protected override TimeSpan NextLook { get; } = TimeSpan.FromSeconds(2);

    protected override async Task LookAsync(CancellationToken ct)
    {
        if (State.HasReaders) State.Publish(await ReadAsync(ct).ConfigureAwait(false));
        else if (State.Current != QueueState.None) State.Publish(QueueState.None); // nobody must see it later as if it were new
    }

    private async Task<QueueState> ReadAsync(CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(ReadTimeout);
        var known = State.Current;
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            var client = scope.ServiceProvider.GetRequiredService<QueueClient>();
            var isDue = known.History is null || known.Problem is not null || _time.GetElapsedTime(_historyAt) >= HistoryInterval;
            var (stats, workers) = (client.StatsAsync(timeout.Token), client.WorkersAsync(timeout.Token));
            var (groups, history) = (client.GroupsAsync(timeout.Token), isDue ? client.HistoryAsync(timeout.Token) : Task.FromResult(known.History!));
            await Task.WhenAll(stats, workers, groups, history).ConfigureAwait(false);
            if (isDue) _historyAt = _time.GetTimestamp();
            return new(await stats, await workers, await history, await groups, _time.GetUtcNow(), null);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Any exception: ending this service would leave the page blind for good.
            return known with { Problem = e as ApiException ?? ApiException.NoAnswer() };
        }
    }
}
