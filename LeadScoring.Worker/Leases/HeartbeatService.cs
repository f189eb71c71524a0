using LeadScoring.Streams;
using LeadScoring.Streams.Leases;
using LeadScoring.Worker.Hosting;
using LeadScoring.Worker.Ingest;
using Microsoft.Extensions.Options;

namespace LeadScoring.Worker.Leases;

/// <summary>Tells the others that this worker lives, and how fast it goes.</summary>
internal sealed class HeartbeatService(
    WorkerRoster roster, WorkerIdentity me, PartitionLeases leases, IngestActivity activity,
    IOptions<WorkerOptions> options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await QuietlyAsync(() => roster.LeaveAsync(me.Name));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (lastAt, lastCount) = (time.GetTimestamp(), activity.Acknowledged);
        while (!stoppingToken.IsCancellationRequested)
        {
            var (at, count) = (time.GetTimestamp(), activity.Acknowledged);
            var seconds = time.GetElapsedTime(lastAt, at).TotalSeconds;
            var rate = seconds > 0 ? (count - lastCount) / seconds : 0;
            (lastAt, lastCount) = (at, count);
            await QuietlyAsync(() => roster.BeatAsync(me.Name, rate, leases.Held().Count));
            await Task.Delay(options.Value.HeartbeatMs, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A missed heartbeat is made up for by the next one.</summary>
    private static async Task QuietlyAsync(Func<Task> beat)
    {
        try
        {
            await beat().WaitAsync(Limit);
        }
        catch (Exception e) when (RedisGuard.IsRedisTrouble(e))
        {
        }
    }
}
