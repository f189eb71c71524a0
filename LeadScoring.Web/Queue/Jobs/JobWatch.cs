using LeadScoring.Web.Live;

namespace LeadScoring.Web.Queue.Jobs;

/// <summary>What every page shows about work in the background.</summary>
/// <param name="Jobs">Those that run, the oldest first, and those that ended in the last day, the newest first.</param>
/// <param name="Failed">Dead letters.</param>
/// <param name="ReadAt">Null: not yet.</param>
public sealed record WorkState(IReadOnlyList<LongJob> Jobs, long Failed, DateTimeOffset? ReadAt)
{
    public static WorkState None { get; } = new([], 0, null);

    public IEnumerable<LongJob> Running => Jobs.Where(j => j.IsRunning);
}

/// <summary>
/// Reads background jobs and the number of failed events for all pages: every second while a job runs, else every four seconds, and only while
/// a circuit is open. One per process.
/// </summary>
public sealed class JobWatch : Watch
{
    private const int MaxEnded = 20;
    private static readonly TimeSpan BusyInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private readonly JobRates _rates = new();
    private long _failedAt;

    public JobWatch(IServiceScopeFactory scopes, TimeProvider time) => (_scopes, _time, State) = (scopes, time, new(WorkState.None, time, Refresh));

    public Broadcast<WorkState> State { get; }

    protected override TimeSpan NextLook => State.Current.Running.Any() ? BusyInterval : Interval;

    protected override async Task LookAsync(CancellationToken ct)
    {
        if (!State.HasReaders) return;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(ReadTimeout);
        try
        {
            State.Publish(await ReadAsync(timeout.Token).ConfigureAwait(false));
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            // The API is away, which the pages say already: what is known stays.
        }
    }

    private async Task<WorkState> ReadAsync(CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var client = scope.ServiceProvider.GetRequiredService<QueueClient>();
        var (rescores, replays, imports) = (client.RescoresAsync(ct), client.ReplaysAsync(ct), client.ImportsAsync(ct));
        var isDue = State.Current.ReadAt is null || _time.GetElapsedTime(_failedAt) >= Interval;
        var failed = isDue ? (await client.StatsAsync(ct).ConfigureAwait(false)).Failed : State.Current.Failed;
        if (isDue) _failedAt = _time.GetTimestamp();
        IEnumerable<LongJob> all = [.. (await rescores.ConfigureAwait(false)).Select(LongJob.Of), .. (await replays.ConfigureAwait(false)).Select(LongJob.Of), .. (await imports.ConfigureAwait(false)).Select(LongJob.Of)];
        var now = _time.GetUtcNow();
        var running = all.Where(j => j.IsRunning).OrderBy(j => j.StartedAt).ToList();
        var ended = all.Where(j => !j.IsRunning && now - (j.EndedAt ?? j.StartedAt) < Remembered).OrderByDescending(j => j.EndedAt ?? j.StartedAt).Take(MaxEnded);
        return new([.. _rates.Of(running, now), .. ended], failed, now);
    }
}

/// <summary>How quickly jobs go on, from what was read in the last ten seconds. For one reader.</summary>
public sealed class JobRates
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, Queue<(DateTimeOffset At, long Done)>> _seen = new(StringComparer.Ordinal);

    /// <returns>The jobs with their rates; those that are not among them any more are forgotten.</returns>
    public IReadOnlyList<LongJob> Of(IReadOnlyList<LongJob> running, DateTimeOffset now)
    {
        foreach (var gone in _seen.Keys.Except(running.Select(j => j.Key)).ToList()) _seen.Remove(gone);
        return [.. running.Select(job => job with { PerSecond = Rate(job, now) })];
    }

    private double? Rate(LongJob job, DateTimeOffset now)
    {
        if (!_seen.TryGetValue(job.Key, out var seen)) _seen[job.Key] = seen = new();
        if (seen.TryPeek(out var first) && job.Done < first.Done) seen.Clear(); // an import goes on in another unit
        seen.Enqueue((now, job.Done));
        while (seen.Count > 2 && now - seen.Peek().At > Window) seen.Dequeue();
        var (at, done) = seen.Peek();
        return now > at ? (job.Done - done) / (now - at).TotalSeconds : null;
    }
}
