using LeadScoring.Core.Events;
using LeadScoring.Core.Stores;

namespace LeadScoring.Tests.Worker;

/// <summary>Never returns from a point when it is reached for the n-th time, as in a process that is killed there.</summary>
public sealed class FaultAt(string point, int time = 1) : IFaultPoints
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = time;

    public Task Reached => _reached.Task;

    public async ValueTask ReachAsync(string reached, CancellationToken ct)
    {
        if (reached != point || Interlocked.Decrement(ref _left) > 0) return;
        _reached.TrySetResult();
        await Task.Delay(Timeout.Infinite, ct);
    }
}

/// <summary>Waits at a point, once, until it is resumed, as a process that the system suspends.</summary>
public sealed class PauseAt(string point) : IFaultPoints
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => _reached.Task;

    public void Resume() => _resumed.TrySetResult();

    public async ValueTask ReachAsync(string reached, CancellationToken ct)
    {
        if (reached != point || !_reached.TrySetResult()) return;
        await _resumed.Task.WaitAsync(ct);
    }
}

/// <summary>The real store, except for commits that a test makes fail.</summary>
public sealed class FailingStore(IEventStore inner) : IEventStore
{
    private readonly Lock _gate = new();
    private readonly List<string[]> _commits = [];

    /// <summary>The exception of a commit of these events; null: it succeeds.</summary>
    public Func<IReadOnlyList<IncomingEvent>, Exception?> Fail { get; set; } = _ => null;

    /// <summary>The eventIds of every commit that succeeded, in order.</summary>
    public IReadOnlyList<string[]> Commits
    {
        get
        {
            lock (_gate) return [.. _commits];
        }
    }

    public Task<CommitResult> CommitAsync(IReadOnlyList<IncomingEvent> events, CancellationToken ct)
    {
        if (Fail(events) is { } failure) throw failure;
        lock (_gate) _commits.Add([.. events.Select(e => e.EventId)]);
        return inner.CommitAsync(events, ct);
    }

    public Task<StoredEvent?> FindAsync(string eventId, CancellationToken ct) => inner.FindAsync(eventId, ct);

    public Task<IReadOnlyList<KnownEvent>> KnownAsync(IReadOnlyList<IncomingEvent> events, CancellationToken ct) => inner.KnownAsync(events, ct);

    public Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> eventIds, CancellationToken ct) => inner.ExistingAsync(eventIds, ct);

    public Task<bool> HasTombstoneAsync(string eventId, CancellationToken ct) => inner.HasTombstoneAsync(eventId, ct);

    public Task<CursorPage<StoredEvent>?> ListAsync(string leadId, string? cursor, int limit, CancellationToken ct) => inner.ListAsync(leadId, cursor, limit, ct);

    public Task<CursorPage<LedgerEntry>?> LedgerAsync(string leadId, LedgerOrder order, string? cursor, int limit, CancellationToken ct) =>
        inner.LedgerAsync(leadId, order, cursor, limit, ct);

    public Task<ScoreAsOf?> ScoreAsync(
        string leadId, long? atMs, long? knownAtMs, LedgerOrder order, string? cursor, int limit, CancellationToken ct) =>
        inner.ScoreAsync(leadId, atMs, knownAtMs, order, cursor, limit, ct);

    public Task<long> CountAsync(CancellationToken ct) => inner.CountAsync(ct);

    public Task RecordFailureAsync(FailedEvent failure, CancellationToken ct) => inner.RecordFailureAsync(failure, ct);

    public Task ForgetFailureAsync(string eventId, long failedAtMs, CancellationToken ct) => inner.ForgetFailureAsync(eventId, failedAtMs, ct);

    public Task<FailedEvent?> FindFailureAsync(string eventId, CancellationToken ct) => inner.FindFailureAsync(eventId, ct);
}

/// <summary>A store that several workers may write to, as MongoDB.</summary>
public sealed class SharedStore : IStoreInfo
{
    public bool SharedWriters => true;

    public Task PingAsync(CancellationToken ct) => Task.CompletedTask;
}
