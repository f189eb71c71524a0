using LeadScoring.Contracts.Demo;
using LeadScoring.Contracts.Leads;
using LeadScoring.Demo.Api;
using LeadScoring.Demo.Loading;
using LeadScoring.Demo.Streaming;

namespace LeadScoring.Demo;

/// <summary>
/// Loads the sample data, simulates activity and removes the data again, as requested, until it is done, stopped, or 8 hours have passed. The
/// request is in memory: after a restart nothing is streamed, and what is loaded is found out from the API.
/// </summary>
internal sealed class DemoRunner(
    DemoLeads leads, DemoLoader loader, DemoRemover remover, DemoStream stream, TimeProvider time, IConfiguration configuration, ILogger<DemoRunner> log)
    : BackgroundService
{
    public const string SeedSetting = "Demo:Seed";

    /// <summary>A stream ends by itself: it may have been forgotten.</summary>
    public static readonly TimeSpan LongestStream = TimeSpan.FromHours(8);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim _signal = new(0);
    private readonly Lock _gate = new();
    private Request? _request;
    private volatile bool _isWaiting;
    private volatile bool _isSeeding = bool.TryParse(configuration[SeedSetting], out var seed) && seed;

    /// <summary>Null: nothing is to be done.</summary>
    private Request? Current
    {
        get
        {
            lock (_gate) return _request is { } request && time.GetUtcNow() < request.EndsAt ? request : null;
        }
    }

    /// <summary>Waits for a request, and sends nothing more for an earlier one.</summary>
    internal bool IsIdle => _isWaiting && Current is null;

    /// <exception cref="ApiUnavailableException">It is not known which leads exist.</exception>
    public async Task<DemoState> StateAsync(CancellationToken ct)
    {
        var existing = await leads.FindAsync(ct);
        return State(existing, existing.Count > 0 || await leads.CountAllAsync(ct) == 0);
    }

    /// <summary>Replaces an earlier request. Can be repeated: nothing is loaded twice.</summary>
    /// <param name="eventsPerSecond">0: only load.</param>
    /// <returns>False: the system has leads of its own, and no sample leads, or they are just being removed.</returns>
    /// <exception cref="ApiUnavailableException">It is not known which leads exist. Nothing was requested.</exception>
    public async Task<bool> RequestAsync(int eventsPerSecond, CancellationToken ct)
    {
        leads.Forget();
        var existing = await leads.FindAsync(ct);
        if (existing.Count == 0 && await leads.CountAllAsync(ct) > 0) return false;
        lock (_gate)
        {
            if (_request is { IsRemoval: true }) return false;
            _request = new(eventsPerSecond, time.GetUtcNow() + LongestStream, IsLoaded(existing));
        }

        _signal.Release();
        return true;
    }

    /// <summary>Ends a stream and deletes every sample lead. What is being loaded is loaded to the end first.</summary>
    public void RequestRemoval()
    {
        lock (_gate) _request = new(0, time.GetUtcNow() + LongestStream, IsLoaded: true, IsRemoval: true);
        _signal.Release();
    }

    /// <summary>What is being loaded is loaded to the end: half a demo is of no use. The answer is from memory when the API is away.</summary>
    public async Task<DemoState> StopStreamAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            if (_request is { IsRemoval: false } request) _request = request.IsLoaded ? null : request with { EventsPerSecond = 0 };
        }

        try
        {
            return await StateAsync(ct);
        }
        catch (ApiUnavailableException)
        {
            return State(leads.Latest, leads.Latest.Count > 0);
        }
    }

    public override void Dispose()
    {
        _signal.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (_isSeeding) await SeedAsync(stoppingToken);
            while (true)
            {
                _isWaiting = true;
                await _signal.WaitAsync(stoppingToken);
                _isWaiting = false;
                await HandleRequestAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    /// <summary>Also beside leads that are no sample leads: it was asked for with the start of the system.</summary>
    private async Task SeedAsync(CancellationToken ct)
    {
        try
        {
            await loader.LoadAsync(ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.SeedingFailed(e);
        }
        finally
        {
            _isSeeding = false;
        }
    }

    /// <summary>Whatever fails is tried again, with growing pauses, until the request ends.</summary>
    private async Task HandleRequestAsync(CancellationToken ct)
    {
        var pause = FirstPause;
        while (Current is { } request)
        {
            try
            {
                await StepAsync(request, ct);
                pause = FirstPause;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                var unavailable = e as ApiUnavailableException;
                if (pause == FirstPause && unavailable is not { IsBacklog: true }) log.RequestWaits(unavailable?.Message ?? e.ToString());
                await Task.Delay(pause, time, ct);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>Loads or removes everything, or streams for half a second: after it, the current request may be another one.</summary>
    private async Task StepAsync(Request request, CancellationToken ct)
    {
        if (request.IsRemoval)
        {
            log.DemoRemoved(await remover.RemoveAsync(ct));
            stream.Forget();
            Replace(request, null);
        }
        else if (!request.IsLoaded)
        {
            if (!DemoLeads.IsComplete(await leads.FindAsync(ct))) await loader.LoadAsync(ct);
            stream.Forget();
            Replace(request, request with { IsLoaded = true });
        }
        else if (request.EventsPerSecond == 0 || !await stream.SendAsync(request.EventsPerSecond, ct))
        {
            Replace(request, null);
        }
    }

    /// <summary>Not if there is another request meanwhile.</summary>
    private void Replace(Request handled, Request? next)
    {
        lock (_gate)
        {
            if (_request == handled) _request = next;
        }
    }

    private DemoState State(IReadOnlyDictionary<string, LeadResponse> existing, bool isAvailable)
    {
        var request = Current;
        var isLoaded = IsLoaded(existing);
        var isLoading = !isLoaded && (request is { IsLoaded: false } || _isSeeding);
        var isRemoving = request is { IsRemoval: true };
        var streaming = isLoaded && request is { EventsPerSecond: > 0 } ? request : null;
        return new(isLoaded, isLoading, streaming is not null, isAvailable && !isRemoving, existing.Count, streaming?.EventsPerSecond, streaming?.EndsAt)
        {
            Removing = isRemoving,
            FirstFill = isLoading && loader.IsFirstFill,
            Progress = isLoading ? loader.Progress : isRemoving ? remover.Progress : null,
        };
    }

    private bool IsLoaded(IReadOnlyDictionary<string, LeadResponse> existing) =>
        DemoLeads.IsComplete(existing) || (existing.Count > 0 && Current is { IsLoaded: true });

    /// <param name="EventsPerSecond">On average; 0: only load.</param>
    /// <param name="EndsAt">When the request ends by itself.</param>
    /// <param name="IsLoaded">There is nothing left to load: sample leads that are missing were deleted, and stay so.</param>
    /// <param name="IsRemoval">Everything is to be deleted.</param>
    private sealed record Request(int EventsPerSecond, DateTimeOffset EndsAt, bool IsLoaded, bool IsRemoval = false);
}
