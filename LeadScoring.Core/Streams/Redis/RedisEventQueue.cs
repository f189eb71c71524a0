using System.Diagnostics;
using LeadScoring.Core.Events;
using LeadScoring.Core.Storage;
using Microsoft.Extensions.Options;

namespace LeadScoring.Core.Streams.Redis;

public sealed class RedisEventQueue(
    RedisConnection redis, SubmissionResults results, BacklogGauge backlog, IOptions<StreamOptions> options, IFaultPoints faults)
    : IEventQueue
{
    private readonly Doorbell _wake = new(redis, StreamKeys.Wake);
    private readonly int _partitions = options.Value.Partitions;

    public async Task<IReadOnlyList<EntryLocation>> EnqueueAsync(Lane lane, IReadOnlyList<IncomingEvent> events, CancellationToken ct)
    {
        await backlog.AdmitAsync(events.Count).ConfigureAwait(false);
        var trace = Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;
        var database = redis.Database;
        var partitions = new int[events.Count];
        var appends = new Task<StackExchange.Redis.RedisResult>[events.Count];
        for (var i = 0; i < events.Count; i++)
        {
            partitions[i] = StreamKeys.PartitionOf(events[i].LeadId, _partitions);
            var key = StreamKeys.Ingest(lane, partitions[i]);
            var payload = EntryCodec.Encode(events[i], results.ReplyTo(events[i].Submission));
            appends[i] = trace is null
                ? database.ExecuteAsync("XADD", key, "*", "d", payload)
                : database.ExecuteAsync("XADD", key, "*", "d", payload, "t", trace);
        }

        var ids = await RedisConnection.AnswerAsync(Task.WhenAll(appends)).ConfigureAwait(false);
        _wake.Ring();
        await faults.ReachAsync("append.after", ct).ConfigureAwait(false);
        var locations = new EntryLocation[ids.Length];
        for (var i = 0; i < ids.Length; i++) locations[i] = new EntryLocation(lane, partitions[i], (string)ids[i]!);
        return locations;
    }
}
