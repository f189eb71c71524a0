using System.Diagnostics;
using LeadScoring.Core.Storage;
using LeadScoring.Core.Streams;
using LeadScoring.Core.Streams.Redis;
using Microsoft.Extensions.Options;

namespace LeadScoring.Worker.Leases;

/// <summary>
/// Takes, renews and returns this worker's leases. With a store that takes one writer process, a single lease stands for
/// all partitions and the other workers stand by; otherwise each takes its fair share.
/// </summary>
public sealed class LeaseKeeper(
    RedisConnection redis, IStoreInfo store, WorkerIdentity worker, IOptions<WorkerOptions> options, IOptions<StreamOptions> streams,
    WorkerHeartbeats heartbeats, ILogger<LeaseKeeper> log) : BackgroundService, ILeases
{
    private const string RenewScript =
        "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) else return 0 end";

    private const string ReleaseScript =
        "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) else return 0 end";

    private readonly TimeSpan _duration = TimeSpan.FromSeconds(options.Value.LeaseSeconds);
    private readonly Dictionary<int, long> _renewedAt = [];
    private volatile IReadOnlyList<int> _held = [];
    private TaskCompletionSource _changed = New();

    /// <summary>The one lease that stands for all partitions.</summary>
    private const int All = -1;

    public IReadOnlyList<int> Held => _held;

    public async Task WaitForChangeAsync(IReadOnlyList<int> known, TimeSpan atMost, CancellationToken ct)
    {
        var changed = Volatile.Read(ref _changed).Task;
        if (!known.SequenceEqual(_held)) return;
        await Task.WhenAny(changed, Task.Delay(atMost, ct)).ConfigureAwait(false);
        ct.ThrowIfCancellationRequested();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_duration / 5);
        try
        {
            do await StepAsync(stoppingToken).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Stopping; the ingest loop finishes its batch, then StopAsync returns the leases.
        }
    }

    /// <summary>Called last, after the loops have stopped: the next worker need not wait for the leases to run out.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        foreach (var unit in _renewedAt.Keys.ToArray()) await ReleaseAsync(unit).ConfigureAwait(false);
    }

    private async Task StepAsync(CancellationToken ct)
    {
        try
        {
            foreach (var unit in _renewedAt.Keys.ToArray()) await RenewAsync(unit).ConfigureAwait(false);
            await TakeAsync(ct).ConfigureAwait(false);
        }
        catch (QueueUnavailableException e)
        {
            log.LeaseTrouble(e.Message);
        }

        foreach (var (unit, at) in _renewedAt.ToArray())
        {
            if (Stopwatch.GetElapsedTime(at) >= _duration) _renewedAt.Remove(unit);
        }

        Publish();
    }

    private async Task RenewAsync(int unit)
    {
        var asked = Stopwatch.GetTimestamp();
        if (await ScriptAsync(RenewScript, unit, (long)_duration.TotalMilliseconds).ConfigureAwait(false) == 1) _renewedAt[unit] = asked;
        else _renewedAt.Remove(unit);
    }

    private async Task TakeAsync(CancellationToken ct)
    {
        int[] units = store.SharedWriters ? [.. Enumerable.Range(0, streams.Value.Partitions)] : [All];
        var share = store.SharedWriters
            ? (int)Math.Ceiling((double)units.Length / Math.Max(1, await heartbeats.CountAsync(ct).ConfigureAwait(false)))
            : 1;
        foreach (var unit in _renewedAt.Keys.Skip(share).ToArray()) await ReleaseAsync(unit).ConfigureAwait(false);
        foreach (var unit in units)
        {
            if (_renewedAt.Count >= share) return;
            if (_renewedAt.ContainsKey(unit)) continue;
            var asked = Stopwatch.GetTimestamp();
            var answer = await redis.ExecuteAsync(
                "SET", Key(unit), worker.Name, "NX", "PX", (long)_duration.TotalMilliseconds).ConfigureAwait(false);
            // A restarted replica meets the lease of its former self.
            var own = answer.IsNull && await ScriptAsync(RenewScript, unit, (long)_duration.TotalMilliseconds).ConfigureAwait(false) == 1;
            if (!answer.IsNull || own) _renewedAt[unit] = asked;
        }
    }

    private async Task ReleaseAsync(int unit)
    {
        _renewedAt.Remove(unit);
        Publish();
        try
        {
            await ScriptAsync(ReleaseScript, unit).ConfigureAwait(false);
        }
        catch (QueueUnavailableException)
        {
            // It runs out by itself.
        }
    }

    private async Task<long> ScriptAsync(string script, int unit, params object[] arguments) =>
        (long)await redis.ExecuteAsync("EVAL", [script, 1, Key(unit), worker.Name, .. arguments]).ConfigureAwait(false);

    private void Publish()
    {
        int[] held = _renewedAt.ContainsKey(All)
            ? [.. Enumerable.Range(0, streams.Value.Partitions)]
            : [.. _renewedAt.Keys.Order()];
        if (held.SequenceEqual(_held)) return;
        _held = held;
        log.Holding(worker.Name, held.Length);
        Interlocked.Exchange(ref _changed, New()).TrySetResult();
    }

    private static string Key(int unit) => StreamKeys.Lease(unit == All ? null : unit);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
