using LeadScoring.Streams;
using LeadScoring.Streams.Leases;
using LeadScoring.Worker.Hosting;
using LeadScoring.Worker.Ingest;
using Microsoft.Extensions.Options;

namespace LeadScoring.Worker.Leases;

/// <summary>Reports to the other workers that this one runs, how many partitions it holds, and its rate.</summary>
internal sealed class HeartbeatService(
    WorkerRoster roster, WorkerIdentity me, PartitionLeases leases, IngestActivity activity,
    IOptions<WorkerOptions> options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

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

    private static async Task QuietlyAsync(Func<Task> beat)
    {
        try
        {
            await beat().WaitAsync(Timeout);
        }
        catch (Exception e) when (RedisCall.IsFailure(e))
        {
            // The next one follows.
        }
    }
}
