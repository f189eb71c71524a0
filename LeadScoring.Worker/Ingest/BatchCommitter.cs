using LeadScoring.Core.Events;
using LeadScoring.Core.Stores;
using LeadScoring.Worker.Hosting;
using Microsoft.Extensions.Options;

namespace LeadScoring.Worker.Ingest;

/// <summary>Commits a batch. When a commit fails, it is repeated with each half, so that a poison entry never fails the others.</summary>
internal sealed class BatchCommitter(IEventStore store, IOptions<WorkerOptions> options, ILogger<BatchCommitter> log)
{
    /// <exception cref="StoreUnavailableException">Nothing was decided: the same batch can be committed again.</exception>
    public async Task<BatchOutcome> CommitAsync(IReadOnlyList<Delivery> batch, CancellationToken ct)
    {
        var outcome = new BatchOutcome();
        var readable = new List<Delivery>(batch.Count);
        foreach (var delivery in batch)
        {
            if (delivery.Content.Reason is { } reason) outcome.DeadLetters.Add((delivery, reason));
            else if (delivery.Attempt > options.Value.MaxDeliveries) outcome.DeadLetters.Add((delivery, $"delivered {options.Value.MaxDeliveries} times without an end"));
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
        log.EventFailed(delivery.Content.EventId!, delivery.Attempt, e.GetType().Name);
        if (delivery.Attempt >= options.Value.MaxAttempts) outcome.DeadLetters.Add((delivery, $"{e.GetType().Name}: {e.Message}"));
        else outcome.Retries.Add(delivery);
    }
}
