using System.Diagnostics;
using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using LeadScoring.Core.Telemetry;
using LeadScoring.Streams.History;
using LeadScoring.Streams.Notifications;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Streams.Queue;

/// <summary>Appends events to the ingest streams, pipelined, never retried: the client sends the request again.</summary>
public sealed class RedisEventQueue(
    IConnectionMultiplexer redis, IOptions<StreamOptions> options, RedisSubmissionResults results, QueueRecorder history, IFaultPoints faults, TimeProvider time) : IEventQueue
{
    private readonly StreamOptions _options = options.Value;
    private readonly BacklogGauge _backlog = new(redis, options.Value, time);
    private readonly Notifier _notifier = new(redis, StreamKeys.EventsChannel);

    public async Task<IReadOnlyList<EntryLocation>> EnqueueAsync(Lane lane, IReadOnlyList<IncomingEvent> events, CancellationToken ct)
    {
        if (events.Count == 0) return [];
        using var span = Meters.Traces.StartActivity("enqueue", ActivityKind.Producer);
        span?.SetTag("messaging.system", "redis").SetTag("messaging.operation.type", "send").SetTag("messaging.batch.message_count", events.Count);
        try
        {
            var locations = await AppendAsync(lane, events, ct).ConfigureAwait(false);
            await faults.ReachAsync("append.after", ct).ConfigureAwait(false);
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
        await EnsureRoomAsync(lane, events.Count, ct).ConfigureAwait(false);
        if (events.Any(e => results.IsExpected(e.Submission))) await results.ReadyAsync().ConfigureAwait(false);

        _backlog.Appended(events.Count);
        int[] partitions = [.. events.Select(e => PartitionHash.Of(e.LeadId, _options.Partitions))];
        var ids = await RunAsync(() => Task.WhenAll(events.Select((e, i) => AppendAsync(StreamKeys.Stream(lane, partitions[i]), e))), ct).ConfigureAwait(false);
        _notifier.Notify();
        history.Accepted(events.Count);
        Meters.Accepted.Add(events.Count, new KeyValuePair<string, object?>("lane", StreamKeys.Name(lane)));
        return [.. ids.Select((id, i) => new EntryLocation(lane, partitions[i], id.ToString()))];
    }

    /// <summary>Bulk may exceed its bound while the queue is empty: a batch larger than the bound would never be appended otherwise.</summary>
    private async Task EnsureRoomAsync(Lane lane, int count, CancellationToken ct)
    {
        var backlog = await RunAsync(_backlog.ReadAsync, ct).ConfigureAwait(false);
        var bound = lane == Lane.Bulk ? Math.Min(_options.BulkBacklogLimit, _options.BacklogLimit) : _options.BacklogLimit;
        if (lane == Lane.Bulk && backlog == 0) return;
        if (backlog + count > bound) throw new QueueFullException(backlog, bound);
    }

    private Task<RedisValue> AppendAsync(RedisKey stream, IncomingEvent e)
    {
        var payload = EntryCodec.Encode(e, results.IsExpected(e.Submission) ? results.Channel : null);
        return Activity.Current is { IdFormat: ActivityIdFormat.W3C, Recorded: true, Id: { } trace }
            ? redis.GetDatabase().StreamAddAsync(stream, [new("d", payload), new("t", trace)])
            : redis.GetDatabase().StreamAddAsync(stream, "d", payload);
    }

    private Task<T> RunAsync<T>(Func<Task<T>> commands, CancellationToken ct) => RedisCall.RunAsync(commands, _options.CommandTimeoutMs, ct);
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
