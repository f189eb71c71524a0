using System.Diagnostics;
using System.Text;
using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using LeadScoring.Core.Telemetry;
using LeadScoring.Streams.Notifications;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Streams.Queue;

/// <summary>Appends events to the ingest streams, pipelined, never retried: the client sends the request again.</summary>
public sealed class RedisEventQueue : IEventQueue
{
    private readonly IConnectionMultiplexer _redis;
    private readonly StreamOptions _options;
    private readonly RedisSubmissionResults _results;
    private readonly IFaultPoints _faults;
    private readonly BacklogGauge _backlog;
    private readonly Doorbell _wake;

    public RedisEventQueue(
        IConnectionMultiplexer redis, IOptions<StreamOptions> options, RedisSubmissionResults results,
        IFaultPoints faults, TimeProvider time)
    {
        _redis = redis;
        _options = options.Value;
        _results = results;
        _faults = faults;
        _backlog = new BacklogGauge(redis, _options.Partitions, time);
        _wake = new Doorbell(redis, StreamKeys.Wake);
    }

    public async Task<IReadOnlyList<EntryLocation>> EnqueueAsync(
        Lane lane, IReadOnlyList<IncomingEvent> events, CancellationToken ct)
    {
        if (events.Count == 0) return [];
        using var span = Meters.Traces.StartActivity("enqueue", ActivityKind.Producer);
        span?.SetTag("messaging.system", "redis").SetTag("messaging.operation.type", "send").SetTag("messaging.batch.message_count", events.Count);
        try
        {
            var locations = await AppendAsync(lane, events, ct).ConfigureAwait(false);
            await _faults.ReachAsync("append.after", ct).ConfigureAwait(false);
            return locations;
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", e.GetType().Name);
            throw;
        }
    }

    private async Task<EntryLocation[]> AppendAsync(Lane lane, IReadOnlyList<IncomingEvent> events, CancellationToken ct)
    {
        var backlog = await GuardAsync(_backlog.ReadAsync, ct).ConfigureAwait(false);
        var bound = lane == Lane.Bulk ? Math.Min(_options.BulkBacklogLimit, _options.BacklogLimit) : _options.BacklogLimit;
        var first = lane == Lane.Bulk && backlog == 0; // else a batch larger than the bound would wait for ever
        if (!first && backlog + events.Count > bound) throw new QueueFullException(backlog, bound);
        if (events.Any(e => _results.IsExpected(e.Submission))) await _results.ReadyAsync().ConfigureAwait(false);

        _backlog.Appended(events.Count);
        var partitions = new int[events.Count];
        var ids = new Task<RedisResult>[events.Count];
        var replies = await GuardAsync(() => Send(lane, events, partitions, ids), ct).ConfigureAwait(false);
        _wake.Ring();
        Meters.Accepted.Add(events.Count, new KeyValuePair<string, object?>("lane", StreamKeys.Name(lane)));
        return [.. replies.Select((id, i) => new EntryLocation(lane, partitions[i], id.Text()))];
    }

    private Task<T> GuardAsync<T>(Func<Task<T>> commands, CancellationToken ct) => RedisGuard.RunAsync(commands, _options.CommandTimeoutMs, ct);

    private Task<RedisResult[]> Send(Lane lane, IReadOnlyList<IncomingEvent> events, int[] partitions, Task<RedisResult>[] ids)
    {
        var db = _redis.GetDatabase();
        var trace = Activity.Current is { IdFormat: ActivityIdFormat.W3C, Recorded: true } current ? current.Id : null;
        for (var i = 0; i < ids.Length; i++)
        {
            var e = events[i];
            partitions[i] = PartitionHash.Of(e.LeadId, _options.Partitions);
            var key = StreamKeys.Stream(lane, partitions[i]);
            var payload = EntryCodec.Encode(e, _results.IsExpected(e.Submission) ? _results.Channel : null);
            ids[i] = trace is null
                ? db.ExecuteAsync("XADD", key, "*", "d", payload)
                : db.ExecuteAsync("XADD", key, "*", "d", payload, "t", trace);
        }

        return Task.WhenAll(ids);
    }
}

/// <summary>Which partition a lead belongs to: the same in every process and for ever (FNV-1a, 64 bit, over UTF-8).</summary>
public static class PartitionHash
{
    public static int Of(string leadId, int partitions)
    {
        Span<byte> buffer = stackalloc byte[256];
        var bytes = Encoding.UTF8.GetMaxByteCount(leadId.Length) <= buffer.Length
            ? buffer[..Encoding.UTF8.GetBytes(leadId, buffer)]
            : Encoding.UTF8.GetBytes(leadId);

        var hash = 14695981039346656037UL;
        foreach (var b in bytes) hash = (hash ^ b) * 1099511628211UL;

        // The low bits of FNV are weak for short keys; fold the high half in.
        return (int)((hash ^ (hash >> 32)) % (uint)partitions);
    }
}
