using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Queue;
using LeadScoring.Streams.History;
using LeadScoring.Streams.Notifications;
using LeadScoring.Streams.Queue;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LeadScoring.Streams.DeadLetters;

/// <summary>Dead letters of all lanes and partitions, each in the stream beside its origin.</summary>
public sealed class RedisDeadLetters(IConnectionMultiplexer redis, QueueRecorder history, IOptions<StreamOptions> options) : IDeadLetters
{
    /// <summary>Looked through for one page, and for the causes.</summary>
    private const int MaxExamined = 5_000, MaxCounted = 20_000;
    private const int Chunk = 500;

    /// <summary>
    /// A script, because a transaction cannot depend on whether a stream entry exists: of several retries and discards at once, only one
    /// finds the dead letter. It is appended before it is removed.
    /// </summary>
    private const string Requeue = """
        local letter = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
        if not letter then return false end
        local fields = {}
        for i = 1, #letter[2], 2 do fields[letter[2][i]] = letter[2][i + 1] end
        local entry = {'d', fields['d'] or '', 'f', fields['failedAt'] or ''}
        if fields['t'] then entry[5], entry[6] = 't', fields['t'] end
        local id = redis.call('XADD', KEYS[2], '*', unpack(entry))
        redis.call('XDEL', KEYS[1], ARGV[1])
        return id
        """;

    private readonly Notifier _notifier = new(redis, StreamKeys.EventsChannel);
    private volatile Counted? _counted;

    public Task<DeadLetterPage> PageAsync(string? cause, string? cursor, int limit, CancellationToken ct) =>
        RunAsync(() => PageAsync(cause, DeadLetterId.Parse(cursor ?? ""), limit, ct), ct);

    public Task<DeadLetterCauses> CausesAsync(CancellationToken ct) => RunAsync(() => CountCausesAsync(ct), ct);

    public Task<long> CountAsync(CancellationToken ct) => RunAsync(() => SumAsync((db, key) => db.StreamLengthAsync(key)), ct);

    public Task<DeadLetter?> FindAsync(string id, CancellationToken ct) => RunAsync(() => FindAsync(DeadLetterId.Parse(id)), ct);

    public Task<EntryLocation?> RetryAsync(string id, CancellationToken ct) => RunAsync(() => RetryAsync(DeadLetterId.Parse(id)), ct);

    public Task<int> DiscardAsync(IReadOnlyList<string> ids, CancellationToken ct) => RunAsync(() => DiscardAsync(ids.Select(DeadLetterId.Parse).OfType<DeadLetterId>()), ct);

    /// <summary>Exact: an approximate XTRIM would leave some of the old ones. The first half of a stream id is Redis's clock.</summary>
    public Task<long> CleanAsync(DateTimeOffset before, CancellationToken ct)
    {
        var oldest = Math.Max(0, before.ToUnixTimeMilliseconds());
        return RunAsync(() => SumAsync((db, key) => db.StreamTrimByMinIdAsync(key, oldest)), ct);
    }

    private Task<T> RunAsync<T>(Func<Task<T>> commands, CancellationToken ct) => RedisCall.RunAsync(commands, options.Value.CommandTimeoutMs, ct);

    private async Task<DeadLetterPage> PageAsync(string? cause, DeadLetterId? after, int limit, CancellationToken ct)
    {
        var db = redis.GetDatabase();
        var walk = new DeadLetterWalk(db, options.Value.AllStreams(), after, cause is null ? Math.Min(limit + 1, Chunk) : Chunk);
        List<DeadLetterId> found = [];
        DeadLetterMark? last = null;
        for (var examined = 0; examined < MaxExamined && found.Count < limit; examined++)
        {
            if (await walk.NextAsync(ct).ConfigureAwait(false) is not { } mark)
            {
                last = null;
                break;
            }

            last = mark;
            if (cause is null || mark.Cause == cause) found.Add(mark.Id);
        }

        var letters = await Task.WhenAll(found.Select(FindAsync)).ConfigureAwait(false);
        var isEnd = last is null || await walk.NextAsync(ct).ConfigureAwait(false) is null;
        return new([.. letters.OfType<DeadLetter>()], isEnd ? null : last!.Id.ToString());
    }

    /// <summary>Nothing has to be counted again while no stream has another length or another newest entry.</summary>
    private async Task<DeadLetterCauses> CountCausesAsync(CancellationToken ct)
    {
        var db = redis.GetDatabase();
        var signature = await SignatureAsync(db).ConfigureAwait(false);
        if (_counted is { } known && known.Signature.SequenceEqual(signature)) return known.Causes;
        var walk = new DeadLetterWalk(db, options.Value.AllStreams(), null, Chunk);
        var marks = new List<DeadLetterMark>();
        while (marks.Count < MaxCounted && await walk.NextAsync(ct).ConfigureAwait(false) is { } mark) marks.Add(mark);
        var causes = marks.GroupBy(m => m.Cause)
            .Select(g => new CauseCount(g.Key, g.First().Reason, g.LongCount(), g.Last().ArrivedMs, g.First().ArrivedMs))
            .OrderByDescending(c => c.Count).ThenBy(c => c.Cause, StringComparer.Ordinal);
        var counted = new DeadLetterCauses([.. causes], marks.Count, Math.Max(marks.Count, signature.Sum(stream => stream.Length)));
        _counted = new(signature, counted);
        return counted;
    }

    private async Task<(long Length, RedisValue Newest)[]> SignatureAsync(IDatabase db) =>
        await Task.WhenAll(options.Value.AllStreams().Select(async stream =>
        {
            var key = StreamKeys.Dead(stream.Lane, stream.Partition);
            var (length, newest) = (db.StreamLengthAsync(key), db.StreamRangeAsync(key, count: 1, messageOrder: Order.Descending));
            return (await length.ConfigureAwait(false), await newest.ConfigureAwait(false) is [var entry] ? entry.Id : RedisValue.Null);
        })).ConfigureAwait(false);

    private static DeadLetter Letter(Lane lane, int partition, StreamEntry entry) => new(
        new DeadLetterId(lane, partition, entry.Id.ToString()).ToString(), entry["eventId"], entry["leadId"], (string?)entry["reason"] ?? "",
        (int)entry["attempts"], new EntryLocation(lane, partition, (string?)entry["entry"] ?? ""),
        (long)entry["failedAt"], (string?)entry["d"] ?? "");

    private async Task<long> SumAsync(Func<IDatabase, RedisKey, Task<long>> command)
    {
        var db = redis.GetDatabase();
        var counts = await Task.WhenAll(options.Value.AllStreams().Select(stream => command(db, StreamKeys.Dead(stream.Lane, stream.Partition)))).ConfigureAwait(false);
        return counts.Sum();
    }

    private async Task<DeadLetter?> FindAsync(DeadLetterId? id) =>
        id is not null
        && await redis.GetDatabase().StreamRangeAsync(StreamKeys.Dead(id.Lane, id.Partition), id.EntryId, id.EntryId).ConfigureAwait(false) is [var entry]
            ? Letter(id.Lane, id.Partition, entry)
            : null;

    private async Task<EntryLocation?> RetryAsync(DeadLetterId? id)
    {
        if (id is null) return null;
        var added = await redis.GetDatabase().ScriptEvaluateAsync(
            Requeue, [StreamKeys.Dead(id.Lane, id.Partition), StreamKeys.Stream(id.Lane, id.Partition)], [id.EntryId]).ConfigureAwait(false);
        if (added.IsNull) return null;
        _notifier.Notify();
        history.Accepted(1);
        return new(id.Lane, id.Partition, (string)added!);
    }

    private async Task<int> DiscardAsync(IEnumerable<DeadLetterId> ids)
    {
        var db = redis.GetDatabase();
        var removed = await Task.WhenAll(ids.GroupBy(id => StreamKeys.Dead(id.Lane, id.Partition))
            .Select(stream => db.StreamDeleteAsync(stream.Key, [.. stream.Select(id => (RedisValue)id.EntryId)]))).ConfigureAwait(false);
        return (int)removed.Sum();
    }

    private sealed record Counted((long Length, RedisValue Newest)[] Signature, DeadLetterCauses Causes);
}

/// <summary>
/// An entry that is moved to the dead letters, a stream with these fields:
/// <code>d (the entry's payload), t, eventId, leadId, reason, attempts, lane, partition, entry (its id in the lane), failedAt (Unix ms)</code>
/// </summary>
public sealed record DeadEntry(StreamEntry Entry, string? EventId, string? LeadId, string Reason, int Attempts, long FailedAtMs)
{
    internal RedisValue[] ToFields(Lane lane, int partition)
    {
        List<RedisValue> fields =
        [
            "d", Entry.Payload ?? WithoutPayload(), "reason", Reason, "attempts", Attempts,
            "lane", StreamKeys.Name(lane), "partition", partition, "entry", Entry.Id, "failedAt", FailedAtMs,
        ];
        if (Entry.TraceParent is { } trace) fields.AddRange(["t", trace]);
        if (EventId is not null) fields.AddRange(["eventId", EventId]);
        if (LeadId is not null) fields.AddRange(["leadId", LeadId]);
        return [.. fields];
    }

    /// <summary>For an entry without a payload field: all of its fields, so that nothing is lost.</summary>
    private byte[] WithoutPayload() =>
        JsonSerializer.SerializeToUtf8Bytes(Entry.Values.Select(field => new[] { (string?)field.Name, (string?)field.Value }));
}

/// <summary>A dead letter's id in the API: <c>live.3.1700000000000-0</c>.</summary>
internal sealed partial record DeadLetterId(Lane Lane, int Partition, string EntryId) : IComparable<DeadLetterId>
{
    /// <summary>The newest first; those of the same id by lane and partition.</summary>
    public int CompareTo(DeadLetterId? other)
    {
        if (other is null) return 1;
        var byId = FeedId.Parse(other.EntryId).CompareTo(FeedId.Parse(EntryId));
        return byId != 0 ? byId : (Lane, Partition).CompareTo((other.Lane, other.Partition));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{StreamKeys.Name(Lane)}.{Partition}.{EntryId}");

    public static DeadLetterId? Parse(string text)
    {
        var match = Pattern().Match(text);
        return match.Success
            ? new(match.Groups[1].Value == "live" ? Lane.Live : Lane.Bulk,
                int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture), match.Groups[3].Value)
            : null;
    }

    [GeneratedRegex(@"\A(live|bulk)\.([0-9]{1,3})\.([0-9]{1,19}-[0-9]{1,19})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
