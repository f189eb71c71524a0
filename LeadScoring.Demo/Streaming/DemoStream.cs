using LeadScoring.Demo.Api;
using LeadScoring.Demo.Data;
using LeadScoring.Demo.Loading;

namespace LeadScoring.Demo.Streaming;

/// <summary>Sends made-up events about the demo leads that exist.</summary>
internal sealed class DemoStream(LeadScoringApi api, DemoLeads leads, TimeProvider time)
{
    /// <summary>How long one call sends; a stop or another rate takes effect after it.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(500);

    /// <summary>Leads with less are preferred: the highest score is usually 1,000, and events at the top would change nothing.</summary>
    private const int HighScore = 940;

    private readonly EventSchedule _schedule = new(time);
    private (LiveEvents Events, Dictionary<string, string> Ids)? _source;

    /// <summary>The leads that exist are looked up again before the next event.</summary>
    public void Forget() => _source = null;

    /// <summary>Sends for half a second.</summary>
    /// <returns>False: every demo lead was deleted.</returns>
    public async Task<bool> SendAsync(int eventsPerSecond, CancellationToken ct)
    {
        var (events, ids) = _source ??= await FindSourceAsync(ct);
        if (ids.Count == 0)
        {
            Forget();
            return false;
        }

        var until = _schedule.Now + Slice;
        while (await _schedule.IsDueAsync(until, ct))
        {
            _schedule.Advance(events.NextPause(eventsPerSecond));
            if (!await SendOneAsync(events, ids, ct))
            {
                leads.Forget();
                Forget();
                return true;
            }
        }

        return true;
    }

    private async Task<(LiveEvents Events, Dictionary<string, string> Ids)> FindSourceAsync(CancellationToken ct)
    {
        var ids = (await leads.FindAsync(ct)).ToDictionary(lead => lead.Key, lead => lead.Value.Id, StringComparer.OrdinalIgnoreCase);
        return (new LiveEvents(ids.Count == 0 ? [] : DemoData.At(time.GetUtcNow()).Where(lead => ids.ContainsKey(lead.Request.Email))), ids);
    }

    /// <returns>False: a lead was deleted meanwhile, and nothing was sent.</returns>
    private async Task<bool> SendOneAsync(LiveEvents events, Dictionary<string, string> ids, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            var lead = events.NextLead();
            var id = ids[lead.Request.Email];
            if (await api.FindLeadAsync(id, ct) is not { } current) return false;
            if (current.CurrentScore >= HighScore && attempt < 3) continue;
            await DemoLoader.CheckBacklogAsync(api, ct);
            return await api.SubmitEventAsync(DemoLoader.Request(events.NextEvent(lead, time.GetUtcNow()), id), ct);
        }
    }
}

/// <summary>When made-up events are due. The time that sending takes is not added to the pauses, so that the rate is as requested.</summary>
internal sealed class EventSchedule(TimeProvider time)
{
    /// <summary>Events that were due earlier than this, while the API was away, are skipped rather than sent in a burst.</summary>
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1);

    private readonly long _began = time.GetTimestamp();
    private TimeSpan _due;

    /// <summary>Time since the start; changes of the system clock do not affect it.</summary>
    public TimeSpan Now => time.GetElapsedTime(_began);

    public void Advance(TimeSpan pause) => _due += pause;

    /// <summary>Waits until the next event is due, until <paramref name="until"/> at most.</summary>
    /// <returns>False: it is not due before <paramref name="until"/>.</returns>
    public async Task<bool> IsDueAsync(TimeSpan until, CancellationToken ct)
    {
        if (Now >= until) return false;
        if (Now - _due > MaxDelay) _due = Now;
        var next = _due < until ? _due : until;
        while (next - Now is { Ticks: > 0 } left) await Task.Delay(left + TimeSpan.FromMilliseconds(1), time, ct);
        return _due < until;
    }
}
