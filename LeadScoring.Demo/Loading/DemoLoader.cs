using System.Text.Json;
using LeadScoring.Contracts.Demo;
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

    /// <summary>How long what was sent may take to be counted before the data is called loaded all the same.</summary>
    private static readonly TimeSpan LongestCounting = TimeSpan.FromSeconds(30);

    private int _sent;
    private int _total;
    private long _othersWaiting;

    /// <summary>Events that are counted, of all. Null: nothing was sent yet.</summary>
    public DemoProgress? Progress { get; private set; }

    /// <summary>The system had no other leads when loading began.</summary>
    public bool IsFirstFill { get; private set; }

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

        (_sent, _total, _othersWaiting, Progress) = (0, planned.Sum(lead => lead.Events.Count), long.MaxValue, null);
        IsFirstFill = await RetryAsync(() => leads.CountAllAsync(ct), ct) == existing.Count;
        foreach (var batch in Batches(planned))
        {
            // So that the last lead, with which the data is loaded, appears when the scores are right.
            if (batch[^1] == planned[^1]) await WaitUntilCountedAsync(ct);
            await RetryAsync(() => SubmitAsync(batch, ct), ct);
        }

        leads.Forget();
        log.DemoLoaded(planned.Count, planned.Sum(lead => lead.Events.Count));
    }

    /// <returns>Live events that wait.</returns>
    /// <exception cref="ApiUnavailableException">Too many live events wait; or what every call may throw.</exception>
    public static async Task<long> CheckBacklogAsync(LeadScoringApi api, CancellationToken ct)
    {
        var waiting = await api.LiveBacklogAsync(ct);
        return waiting <= MaxBacklog ? waiting : throw new ApiUnavailableException($"{waiting} live events wait") { IsBacklog = true };
    }

    /// <summary>Its id has that of the lead: the same one when a loading is resumed, and another one when the data is loaded again after its removal, since an eventId counts once for ever.</summary>
    public static EventRequest Request(DemoEvent e, string leadId) => new(
        $"{e.EventId}:{leadId}", e.EventType, leadId, Timestamp: DateTimeOffset.FromUnixTimeMilliseconds(e.TimestampMs), Metadata: JsonElement.Parse(e.Metadata));

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
        Report(await CheckBacklogAsync(api, ct));
        var events = new List<EventRequest>();
        foreach (var planned in batch)
        {
            var lead = await api.CreateLeadAsync(planned.Request, ct);
            if (DemoLeads.IsSample(lead)) events.AddRange(planned.Events.Select(e => Request(e, lead.Id)));
        }

        if (events.Count > 0) await api.SubmitEventsAsync(events, ct);
        _sent += batch.Sum(lead => lead.Events.Count);
        return events.Count;
    }

    private async Task WaitUntilCountedAsync(CancellationToken ct)
    {
        for (var end = time.GetUtcNow() + LongestCounting; time.GetUtcNow() < end;)
        {
            Report(await RetryAsync(() => api.LiveBacklogAsync(ct), ct));
            if (Progress!.Done == _total) return;
            await Task.Delay(FirstPause, time, ct);
        }
    }

    /// <summary>What waits beyond the smallest backlog so far is ours.</summary>
    private void Report(long waiting)
    {
        _othersWaiting = Math.Min(_othersWaiting, waiting);
        var counted = Math.Max(0, _sent - (waiting - _othersWaiting));
        Progress = new((int)Math.Max(counted, Progress?.Done ?? 0), _total);
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
