using LeadScoring.Api.Events;
using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Stores;

namespace LeadScoring.Api.Demo;

/// <summary>Creates demo leads and queues their events, like a client would.</summary>
internal sealed class DemoSubmission(ILeadStore store, KnownLeads known, IEventQueue queue, IQueueMonitor monitor, TimeProvider time)
{
    public const int MaxEvents = 500;

    /// <summary>Live events that may wait when the next batch comes: what real clients send must not queue up behind a demo.</summary>
    private const int MaxBacklog = 1_000;

    private const int NearTheTop = 60;

    /// <summary>
    /// Leads in order, at most <see cref="MaxEvents"/> events together. The last lead, which has none, comes alone: it exists
    /// only when every event of the others was queued, so that all leads being there means that nothing is missing.
    /// </summary>
    public static IEnumerable<IReadOnlyList<DemoLead>> Batches(IReadOnlyList<DemoLead> leads)
    {
        var batch = new List<DemoLead>();
        var events = 0;
        foreach (var lead in leads.SkipLast(1))
        {
            if (events + lead.Events.Count > MaxEvents)
            {
                yield return batch;
                (batch, events) = ([], 0);
            }

            batch.Add(lead);
            events += lead.Events.Count;
        }

        yield return batch;
        yield return [leads[^1]];
    }

    /// <exception cref="QueueFullException">Too many live events wait; nothing was done.</exception>
    public async Task SubmitAsync(IReadOnlyList<DemoLead> leads, CancellationToken ct)
    {
        await MakeRoomAsync(ct);
        var events = new List<IncomingEvent>();
        foreach (var (lead, id) in leads.Zip(await CreateAsync(leads, ct))) events.AddRange(lead.Events.Select(e => Incoming(e, id)));

        if (events.Count > 0) await queue.EnqueueAsync(Lane.Live, events, ct);
    }

    /// <exception cref="QueueFullException">Too many live events wait; nothing was done.</exception>
    public async Task SubmitAsync(DemoEvent happened, string leadId, CancellationToken ct)
    {
        await MakeRoomAsync(ct);
        await queue.EnqueueAsync(Lane.Live, [Incoming(happened, leadId)], ct);
    }

    /// <summary>Whether the lead's score is not close to the usual highest one; null when the lead is gone.</summary>
    public async Task<bool?> CanRiseAsync(string leadId, CancellationToken ct) =>
        await store.FindAsync(leadId, ct) is { } lead ? lead.CurrentScore < ScoreBounds.Default.Max - NearTheTop : null;

    private async Task MakeRoomAsync(CancellationToken ct)
    {
        var live = (await monitor.StatsAsync(ct)).Partitions.Where(p => p.Lane == Lane.Live).Sum(p => p.Waiting + p.Active + p.Delayed);
        if (live > MaxBacklog) throw new QueueFullException(live, MaxBacklog);
    }

    /// <summary>Their ids, whether they are new or were there.</summary>
    private async Task<List<string>> CreateAsync(IReadOnlyList<DemoLead> leads, CancellationToken ct)
    {
        var creations = await store.CreateManyAsync([.. leads.Select(lead => lead.Draft)], ct);
        if (creations.Count < leads.Count) throw new StoreUnavailableException("Only some of the demo leads could be created.");
        var ids = creations.Select(c => c.Created?.Id ?? c.ExistingLeadId!).ToList();
        ids.ForEach(known.Add);
        return ids;
    }

    private IncomingEvent Incoming(DemoEvent e, string leadId) => new()
    {
        EventId = e.EventId,
        EventType = e.EventType,
        LeadId = leadId,
        TimestampMs = e.TimestampMs,
        Metadata = e.Metadata,
        ReceivedAtMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Submission = Random.Shared.NextInt64(),
    };
}
