using LeadScoring.Core.Events;
using LeadScoring.Core.Stores;
using LeadScoring.Worker.Hosting;
using Microsoft.Extensions.Options;

namespace LeadScoring.Worker.Ingest;

/// <summary>Commits a batch. When a commit fails, it is repeated with each half, so that a poison entry never fails the others.</summary>
internal sealed class BatchCommitter(IEventStore store, IOptions<WorkerOptions> options, ILogger<BatchCommitter> log)
{
    /// <exception cref="StoreUnavailableException">Parts of the batch may be committed; the same batch can be committed again.</exception>
    public async Task<BatchOutcome> CommitAsync(IReadOnlyList<Delivery> batch, CancellationToken ct)
    {
        var outcome = new BatchOutcome();
        var readable = new List<Delivery>(batch.Count);
        foreach (var delivery in batch)
        {
            if (delivery.Content.Reason is { } reason) outcome.DeadLetters.Add((delivery, reason));
            else if (delivery.Number > options.Value.MaxDeliveries) outcome.DeadLetters.Add((delivery, $"delivered {options.Value.MaxDeliveries} times without an end"));
            else readable.Add(delivery);
        }

        if (readable.Count > 0) await CommitAsync(readable, outcome, ct);
        return outcome;
    }

    private async Task CommitAsync(List<Delivery> events, BatchOutcome outcome, CancellationToken ct)
    {
        CommitResult result;
        try
        {
            result = await store.CommitAsync([.. events.Select(d => d.Content.Queued!.Event)], ct);
        }
        catch (Exception e) when (e is not StoreUnavailableException && !ct.IsCancellationRequested)
        {
            if (events.Count == 1)
            {
                Fail(events[0], e, outcome);
                return;
            }

            var half = events.Count / 2;
            await CommitAsync(events[..half], outcome, ct);
            await CommitAsync(events[half..], outcome, ct);
            return;
        }

        outcome.Changes.AddRange(result.Changes);
        outcome.Positions.AddRange(result.Positions);
        for (var i = 0; i < events.Count; i++) Add(events[i], result.Outcomes[i], outcome);
    }

    private static void Add(Delivery delivery, EventOutcome outcome, BatchOutcome batch)
    {
        if (outcome.Status == EventStatus.LeadUnknown) batch.DeadLetters.Add((delivery, $"unknown lead {outcome.LeadId}"));
        else if (outcome.Status == EventStatus.LeadDeleted) batch.DeadLetters.Add((delivery, "lead deleted"));
        else batch.Scored.Add((delivery, outcome));
    }

    private void Fail(Delivery delivery, Exception e, BatchOutcome outcome)
    {
        log.EventFailed(delivery.Content.EventId!, delivery.Number, e.GetType().Name);
        if (delivery.Number >= options.Value.MaxAttempts) outcome.DeadLetters.Add((delivery, $"{e.GetType().Name}: {e.Message}"));
        else outcome.Retries.Add(delivery);
    }
}

/// <summary>The result of each delivery of a batch: success, dead letter or retry.</summary>
internal sealed class BatchOutcome
{
    /// <summary>Null when the batch is not traced.</summary>
    public BatchTrace? Trace { get; set; }

    /// <summary>Scored, now or by an earlier delivery.</summary>
    public List<(Delivery Delivery, EventOutcome Outcome)> Scored { get; } = [];

    /// <summary>The changes to announce.</summary>
    public List<LeadChange> Changes { get; } = [];

    /// <summary>Where they are in the outbox.</summary>
    public List<long> Positions { get; } = [];

    public List<(Delivery Delivery, string Reason)> DeadLetters { get; } = [];

    /// <summary>To be attempted again after a backoff.</summary>
    public List<Delivery> Retries { get; } = [];
}

/// <summary>Estimates how many events can be committed in the target time, from the commits so far (exponential moving average).</summary>
internal sealed class BatchBudget(int targetMs, int max)
{
    private const int Min = 50;
    private const double Weight = 0.2;
    private double _msPerEvent = targetMs / 500.0;

    public int Size => Math.Clamp((int)(targetMs / _msPerEvent), Math.Min(Min, max), max);

    /// <summary>Small commits are ignored: most of their time is overhead.</summary>
    public void Observe(int events, TimeSpan took)
    {
        if (events < Min) return;
        _msPerEvent += Weight * (Math.Max(0.001, took.TotalMilliseconds / events) - _msPerEvent);
    }
}
