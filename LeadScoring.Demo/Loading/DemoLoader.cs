using System.Text.Json;
using LeadScoring.Contracts.Events;
using LeadScoring.Demo.Api;
using LeadScoring.Demo.Data;

namespace LeadScoring.Demo.Loading;

/// <summary>Loads what is missing of the demo data. Every step can be repeated: leads are found by their address, events count once.</summary>
internal sealed class DemoLoader(LeadScoringApi api, DemoLeads leads, TimeProvider time, ILogger<DemoLoader> log)
{
    public const int MaxBatchEvents = 500;

    /// <summary>Live events that may wait when the next ones are sent: what real clients send must not queue up behind a demo.</summary>
    private const int MaxBacklog = 1_000;

    /// <summary>With the pauses, a good minute for each step.</summary>
    private const int MaxAttempts = 12;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <exception cref="ApiUnavailableException">A step failed 12 times. The next call resumes.</exception>
    public async Task LoadAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var planned = DemoData.At(new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero));
        leads.Forget();
        var existing = await RetryAsync(() => leads.FindAsync(ct), ct);
        if (existing.Count == planned.Count)
        {
            log.DemoAlreadyLoaded(planned.Count);
            return;
        }

        foreach (var batch in Batches(planned)) await RetryAsync(() => SubmitAsync(batch, ct), ct);
        leads.Forget();
        log.DemoLoaded(planned.Count, planned.Sum(lead => lead.Events.Count));
    }

    /// <exception cref="ApiUnavailableException">Too many live events wait; or what every call may throw.</exception>
    public static async Task CheckBacklogAsync(LeadScoringApi api, CancellationToken ct)
    {
        if (await api.LiveBacklogAsync(ct) is > MaxBacklog and var waiting) throw new ApiUnavailableException($"{waiting} live events wait") { IsBacklog = true };
    }

    public static EventRequest Request(DemoEvent e, string leadId) => new(
        e.EventId, e.EventType, leadId, Timestamp: DateTimeOffset.FromUnixTimeMilliseconds(e.TimestampMs), Metadata: JsonElement.Parse(e.Metadata));

    /// <summary>
    /// Leads in order, at most <see cref="MaxBatchEvents"/> events together. The last lead, which has no events, is alone: it is created
    /// when every event of the others was queued, so that its existence means that nothing is missing.
    /// </summary>
    internal static IEnumerable<IReadOnlyList<DemoLead>> Batches(IReadOnlyList<DemoLead> leads)
    {
        var batch = new List<DemoLead>();
        var events = 0;
        foreach (var lead in leads.SkipLast(1))
        {
            if (events + lead.Events.Count > MaxBatchEvents)
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

    private async Task<int> SubmitAsync(IReadOnlyList<DemoLead> batch, CancellationToken ct)
    {
        await CheckBacklogAsync(api, ct);
        var events = new List<EventRequest>();
        foreach (var lead in batch)
        {
            var id = await api.CreateLeadAsync(lead.Request, ct);
            events.AddRange(lead.Events.Select(e => Request(e, id)));
        }

        if (events.Count > 0) await api.SubmitEventsAsync(events, ct);
        return events.Count;
    }

    private async Task<T> RetryAsync<T>(Func<Task<T>> step, CancellationToken ct)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await step();
            }
            catch (ApiUnavailableException e) when (attempt < MaxAttempts)
            {
                // A backlog is expected: the batch before is not scored yet.
                if (!e.IsBacklog) log.LoadingWaits(attempt, e.Message);
            }

            await Task.Delay(pause, time, ct);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
