using System.Diagnostics;
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
    private readonly Notifier _notifier;

    public RedisEventQueue(
        IConnectionMultiplexer redis, IOptions<StreamOptions> options, RedisSubmissionResults results,
        IFaultPoints faults, TimeProvider time)
    {
        _redis = redis;
        _options = options.Value;
        _results = results;
        _faults = faults;
        _backlog = new BacklogGauge(redis, _options, time);
        _notifier = new Notifier(redis, StreamKeys.EventsChannel);
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
        var backlog = await RunAsync(_backlog.ReadAsync, ct).ConfigureAwait(false);
        var bound = lane == Lane.Bulk ? Math.Min(_options.BulkBacklogLimit, _options.BacklogLimit) : _options.BacklogLimit;
        var isFirst = lane == Lane.Bulk && backlog == 0; // a batch larger than the bound would else never be appended
        if (!isFirst && backlog + events.Count > bound) throw new QueueFullException(backlog, bound);
        if (events.Any(e => _results.IsExpected(e.Submission))) await _results.ReadyAsync().ConfigureAwait(false);

        _backlog.Appended(events.Count);
        var partitions = new int[events.Count];
        var ids = new Task<RedisValue>[events.Count];
        var replies = await RunAsync(() => Send(lane, events, partitions, ids), ct).ConfigureAwait(false);
        _notifier.Notify();
        Meters.Accepted.Add(events.Count, new KeyValuePair<string, object?>("lane", StreamKeys.Name(lane)));
        return [.. replies.Select((id, i) => new EntryLocation(lane, partitions[i], id.ToString()))];
    }

    private Task<T> RunAsync<T>(Func<Task<T>> commands, CancellationToken ct) => RedisCall.RunAsync(commands, _options.CommandTimeoutMs, ct);

    private Task<RedisValue[]> Send(Lane lane, IReadOnlyList<IncomingEvent> events, int[] partitions, Task<RedisValue>[] ids)
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
                ? db.StreamAddAsync(key, "d", payload)
                : db.StreamAddAsync(key, [new("d", payload), new("t", trace)]);
        }

        return Task.WhenAll(ids);
    }
}

/// <summary>The backlog: the lengths of all streams, read at most four times a second, plus what this process appended since.</summary>
internal sealed class BacklogGauge(IConnectionMultiplexer redis, StreamOptions options, TimeProvider time)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(250);
    private readonly Lock _gate = new();
    private Task<long>? _reading;
    private long _readAt;
    private long _appended;

    public async Task<long> ReadAsync()
    {
        Task<long> reading;
        lock (_gate)
        {
            if (_reading is null || _reading.IsFaulted || (_reading.IsCompleted && time.GetElapsedTime(_readAt) > MaxAge))
            {
                _readAt = time.GetTimestamp();
                Interlocked.Exchange(ref _appended, 0);
                _reading = SumAsync();
            }

            reading = _reading;
        }

        return await reading.ConfigureAwait(false) + Interlocked.Read(ref _appended);
    }

    public void Appended(int count) => Interlocked.Add(ref _appended, count);

    private async Task<long> SumAsync()
    {
        var db = redis.GetDatabase();
        var lengths = await Task.WhenAll(
            options.AllStreams().Select(stream => db.StreamLengthAsync(StreamKeys.Stream(stream.Lane, stream.Partition)))).ConfigureAwait(false);
        return lengths.Sum();
    }
}
