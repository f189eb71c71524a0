using System.Collections.Concurrent;
using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Rules;

namespace LeadScoring.Tests.Api.Fakes;

/// <summary>The streams and the worker in one: commits at once, or fails as a test says.</summary>
public sealed class FakeQueue(IEventStore store) : IEventQueue, IQueueMonitor, IQueueHistory, ISubmissionResults, IJobNotifier
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource<SubmissionResult>> _waits = new();
    private int _appends;

    public List<IncomingEvent> Enqueued { get; } = [];

    public List<Lane> Lanes { get; } = [];

    /// <summary>What was enqueued so far, while more may come.</summary>
    public IReadOnlyList<IncomingEvent> Snapshot()
    {
        lock (_waits) return [.. Enqueued];
    }

    /// <summary>False: entries wait for ever.</summary>
    public bool Commits { get; set; } = true;

    /// <summary>False: the notifications of results are lost.</summary>
    public bool SendsResults { get; set; } = true;

    /// <summary>Live events that wait, as the statistics tell.</summary>
    public long Waiting { get; set; } = 4;

    /// <summary>Bulk events that wait, of whatever import.</summary>
    public long BulkWaiting { get; set; }

    public string? FailsWith { get; set; }

    public Exception? Throws { get; set; }

    /// <summary>What <see cref="Throws"/> becomes after this many further appends.</summary>
    public (int Appends, Exception Exception)? ThrowsAfter { get; set; }

    public EntryStatus Entry { get; set; } = new(EntryState.Gone, 0, null, null);

    public int Rings { get; private set; }

    /// <summary>How often somebody appended something, or tried to.</summary>
    public int Appends => Volatile.Read(ref _appends);

    public int StatsReads { get; private set; }

    public async Task<IReadOnlyList<EntryLocation>> EnqueueAsync(Lane lane, IReadOnlyList<IncomingEvent> events, CancellationToken ct)
    {
        if (Interlocked.Increment(ref _appends) > ThrowsAfter?.Appends) Throws = ThrowsAfter.Value.Exception;
        if (Throws is not null) throw Throws;
        lock (_waits)
        {
            Enqueued.AddRange(events);
            Lanes.Add(lane);
        }

        if (FailsWith is { } reason) Tell(new SubmissionResult(events[0].Submission, null, reason));
        else if (Commits) await CommitAsync(events, ct);
        return [.. events.Select((_, i) => new EntryLocation(lane, 3, $"1700000000000-{i}"))];
    }

    public Task<QueueStats> StatsAsync(CancellationToken ct)
    {
        StatsReads++;
        if (Throws is not null) throw Throws;
        return Task.FromResult(
            new QueueStats([new PartitionStats(Lane.Live, 0, Waiting, 3, 2, 1, 1500), new PartitionStats(Lane.Bulk, 0, BulkWaiting, 0, 0, 0, null)], 12.34, 1500));
    }

    public Task<QueueWorkers> WorkersAsync(CancellationToken ct) => Throws is not null ? throw Throws : Task.FromResult(
        new QueueWorkers([new("worker-1", true, 1_700_000_000_000, 12.34, 2), new("worker-2", false, 1_600_000_000_000, 0, 0)], [new(0, "worker-1", 4_210), new(1, null, null)]));

    public Task<QueueHistory> ReadAsync(int points, CancellationToken ct) => Throws is not null ? throw Throws : Task.FromResult(new QueueHistory(
        new(9, 33, 47), [.. Enumerable.Range(0, points).Select(i => new QueuePoint(1_700_000_000_000 + (5_000L * i), i == 0 ? null : i, 60, 58, i == 0 ? null : new(9, 33, 47)))]));

    public Task SampleAsync(CancellationToken ct) => Task.CompletedTask;

    public Task<EntryStatus> FindAsync(EntryLocation location, CancellationToken ct) => Task.FromResult(Entry);

    /// <summary>Whether what imports have appended has left the queue.</summary>
    public bool Passed { get; set; } = true;

    public Task<bool> ArePassedAsync(IReadOnlyList<EntryLocation> places, CancellationToken ct) => Task.FromResult(Passed);

    public Task PingAsync(CancellationToken ct) => Throws is null ? Task.CompletedTask : throw Throws;

    public ISubmissionWait Expect(long submission) =>
        new Wait(_waits.GetOrAdd(submission, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task);

    public Task NotifyAsync(CancellationToken ct)
    {
        Rings++;
        return Task.CompletedTask;
    }

    /// <summary>An event that was scored, whatever way it came.</summary>
    public Task CommitAsync(string leadId, string eventId, string type, long timestampMs) =>
        CommitAsync([Store.Given.Event(leadId, eventId, type, timestampMs)], default);

    private async Task CommitAsync(IReadOnlyList<IncomingEvent> events, CancellationToken ct)
    {
        var result = await store.CommitAsync(events, ct);
        foreach (var (e, outcome) in events.Zip(result.Outcomes)) Tell(new SubmissionResult(e.Submission, outcome, null));
    }

    private void Tell(SubmissionResult result)
    {
        if (SendsResults && _waits.TryGetValue(result.Submission, out var wait)) wait.TrySetResult(result);
    }

    private sealed record Wait(Task<SubmissionResult> Result) : ISubmissionWait
    {
        public void Dispose()
        {
        }
    }
}
