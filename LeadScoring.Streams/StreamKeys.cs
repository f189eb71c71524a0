using System.Globalization;
using LeadScoring.Core.Queue;
using StackExchange.Redis;

namespace LeadScoring.Streams;

/// <summary>
/// Every name in Redis. The braces are hash tags: all keys of a partition share a slot, so that each transaction stays in one.
/// <code>ls:{003}:live   ls:{003}:bulk   ls:{003}:live:delayed   ls:{003}:live:dead   ls:{003}:lease</code>
/// </summary>
public static class StreamKeys
{
    /// <summary>The one consumer group of every ingest stream.</summary>
    public const string Group = "workers";

    public static readonly RedisKey Feed = "ls:feed";

    /// <summary>Hash: worker name → its last heartbeat.</summary>
    public static readonly RedisKey Workers = "ls:workers";

    /// <summary>The one lease for all partitions when the store has a single writer.</summary>
    public static readonly RedisKey AllPartitionsLease = "ls:{lease}:all";

    /// <summary>Notified when events were appended.</summary>
    public static readonly RedisChannel EventsChannel = Channel("ls:wake");

    /// <summary>Notified when the feed has new entries.</summary>
    public static readonly RedisChannel FeedChannel = Channel("ls:feed:wake");

    /// <summary>Notified when a background job was created, such as by publishing a rule.</summary>
    public static readonly RedisChannel RulesChannel = Channel("ls:rules");

    /// <summary>Hash: what happened in five seconds (<see cref="History.QueueRecorder"/>).</summary>
    /// <param name="slot">Unix seconds, divided by five.</param>
    public static RedisKey History(long slot) => "ls:history:" + slot.ToString(CultureInfo.InvariantCulture);

    public static RedisChannel Reply(string instance) => Channel("ls:reply:" + instance);

    public static RedisChannel Channel(string name) => new(name, RedisChannel.PatternMode.Literal);

    public static RedisKey Stream(Lane lane, int partition) => $"ls:{Tag(partition)}:{Name(lane)}";

    /// <summary>Sorted set of the entries that back off: id → when it is due, Unix ms.</summary>
    public static RedisKey Delayed(Lane lane, int partition) => $"ls:{Tag(partition)}:{Name(lane)}:delayed";

    public static RedisKey Dead(Lane lane, int partition) => $"ls:{Tag(partition)}:{Name(lane)}:dead";

    public static RedisKey Lease(int partition) => $"ls:{Tag(partition)}:lease";

    public static string Name(Lane lane) => lane == Lane.Live ? "live" : "bulk";

    private static string Tag(int partition) => "{" + partition.ToString("D3", CultureInfo.InvariantCulture) + "}";
}
