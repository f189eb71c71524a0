using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using LeadScoring.Streams.Demo;

namespace LeadScoring.Api.Demo;

/// <summary>
/// Sees to what is wished for: loads the demo data, then sends made-up events. Runs in every API process; the one that holds
/// the lease acts. Whatever goes wrong, the API stays up and this tries again.
/// </summary>
internal sealed class DemoStreamer(IDemoSwitch demo, DemoLoading loading, DemoSubmission submission, TimeProvider time, ILogger<DemoStreamer> log)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private readonly string _name = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():n}";
    private readonly LivePace _pace = new(time);
    private (LiveDraw Draw, IReadOnlyDictionary<string, string> Ids)? _cast;
    private bool _holds;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = LookEvery;
        try
        {
            while (true)
            {
                try
                {
                    await SeeToItAsync(stoppingToken);
                    pause = LookEvery;
                }
                catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
                {
                    // Redis or the store away, a backlog: later.
                    if (e is not QueueFullException && pause == LookEvery) log.DemoStreamWaits(e is StoreUnavailableException or QueueUnavailableException ? e.GetType().Name : e.ToString());
                    pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                }

                await Task.Delay(pause, time, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            await ReleaseAsync();
        }
    }

    /// <summary>Returns when there is nothing (more) to do here for now.</summary>
    private async Task SeeToItAsync(CancellationToken ct)
    {
        while (await demo.ReadAsync(ct) is { } wish && (_holds = await demo.HoldAsync(_name, Lease, ct)))
        {
            if (!wish.Loaded)
            {
                // Somebody may wish something else meanwhile, or stop it: the next round reads it.
                if (!DemoLoading.IsComplete(await loading.ExistingAsync(ct))) await LoadAsync(ct);
                await demo.ReplaceAsync(wish, wish with { Loaded = true }, ct);
            }
            else if (wish.EventsPerSecond == 0 || !await StreamAsync(wish.EventsPerSecond, ct))
            {
                await demo.ReplaceAsync(wish, null, ct);
            }
        }
    }

    /// <summary>Takes longer than a lease.</summary>
    private async Task LoadAsync(CancellationToken ct)
    {
        _cast = null;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var holding = HoldOnAsync(done.Token);
        try
        {
            await loading.LoadAsync(ct);
        }
        finally
        {
            await done.CancelAsync();
            await holding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task HoldOnAsync(CancellationToken ct)
    {
        while (true)
        {
            await Task.Delay(Lease / 3, time, ct);
            try
            {
                await demo.HoldAsync(_name, Lease, ct);
            }
            catch (QueueUnavailableException)
            {
                // Next time; should another one load as well, nothing is there twice.
            }
        }
    }

    /// <summary>Half a second of it, so that a changed wish is seen soon. False: every demo lead was deleted.</summary>
    private async Task<bool> StreamAsync(int eventsPerSecond, CancellationToken ct)
    {
        var (draw, ids) = _cast ??= await CastAsync(ct);
        if (ids.Count == 0)
        {
            _cast = null;
            return false;
        }

        var until = _pace.Now + LookEvery;
        while (await _pace.IsDueAsync(until, ct))
        {
            _pace.Next(draw.Pause(eventsPerSecond));
            var lead = await PickAsync(draw, ids, ct);
            if (lead is not null) await submission.SubmitAsync(draw.Event(lead, time.GetUtcNow()), ids[lead.Draft.Email], ct);
        }

        return true;
    }

    private async Task<(LiveDraw Draw, IReadOnlyDictionary<string, string> Ids)> CastAsync(CancellationToken ct)
    {
        var ids = await loading.ExistingAsync(ct);
        return (new LiveDraw(DemoData.At(time.GetUtcNow()).Where(lead => ids.ContainsKey(lead.Draft.Email))), ids);
    }

    /// <summary>Rather one whose score can still move, so that the board lives on for hours; none when it was deleted meanwhile.</summary>
    private async Task<DemoLead?> PickAsync(LiveDraw draw, IReadOnlyDictionary<string, string> ids, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            var lead = draw.Lead();
            if (await submission.CanRiseAsync(ids[lead.Draft.Email], ct) is not { } rises)
            {
                _cast = null;
                return null;
            }

            if (rises || attempt == 3) return lead;
        }
    }

    private async Task ReleaseAsync()
    {
        if (!_holds) return;
        try
        {
            await demo.ReleaseAsync(_name, CancellationToken.None);
        }
        catch (QueueUnavailableException)
        {
            // The lease ends by itself.
        }
    }
}
