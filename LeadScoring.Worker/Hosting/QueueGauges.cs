using System.Diagnostics.Metrics;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Telemetry;
using LeadScoring.Streams;
using LeadScoring.Streams.Leases;

namespace LeadScoring.Worker.Hosting;

/// <summary>
/// The queue's gauges, reported by the worker that holds partition 0, so that they are reported once. Redis is read every five seconds, and
/// only while an exporter listens; a reader of the gauges never waits for Redis.
/// </summary>
internal sealed class QueueGauges : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly IQueueMonitor _queue;
    private readonly PartitionLeases _leases;
    private readonly TimeProvider _time;
    private readonly Instrument _events;
    private volatile Measurement<long>[] _measurements = [];

    public QueueGauges(IQueueMonitor queue, PartitionLeases leases, TimeProvider time)
    {
        (_queue, _leases, _time) = (queue, leases, time);
        _events = Meters.Observe("leadscoring.queue.events", "{event}", "Events in the queue by lane and state.", () => _measurements);
        Meters.Observe("leadscoring.partitions.held", "{partition}", "Partitions that this worker holds.", () => [new(_leases.Held().Count)]);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            _measurements = _events.Enabled && _leases.Held().ContainsKey(0) ? await ReadAsync(stoppingToken) : [];
            await Task.Delay(Interval, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Measurement<long>[]> ReadAsync(CancellationToken ct)
    {
        try
        {
            var stats = await _queue.StatsAsync(ct);
            return [.. stats.Partitions.GroupBy(p => p.Lane).SelectMany(lane => Measure(StreamKeys.Name(lane.Key), [.. lane]))];
        }
        catch (Exception e) when (e is QueueUnavailableException or OperationCanceledException)
        {
            return [];
        }
    }

    private static IEnumerable<Measurement<long>> Measure(string lane, List<PartitionStats> parts)
    {
        Measurement<long> Of(string state, Func<PartitionStats, long> count) => new(parts.Sum(count), new("lane", lane), new("state", state));
        yield return Of("waiting", p => p.Waiting);
        yield return Of("active", p => p.Active);
        yield return Of("delayed", p => p.Delayed);
        yield return Of("failed", p => p.Failed);
    }
}
