using System.Globalization;
using System.Text;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>Names in Redis. The braces are hash tags: all keys of a partition live in one slot, so that a MULTI never crosses slots.</summary>
public static class StreamKeys
{
    public const string Group = "workers";
    public const string Feed = "ls:feed";
    public const string FeedWake = "ls:feed:wake";
    public const string Wake = "ls:wake";
    public const string RulesWake = "ls:rules";
    public const string Workers = "ls:workers";

    public static string Ingest(Lane lane, int partition) => $"ls:{{p{partition}}}:{Name(lane)}";

    public static string Delayed(Lane lane, int partition) => $"{Ingest(lane, partition)}:delayed";

    public static string Dead(Lane lane, int partition) => $"{Ingest(lane, partition)}:dead";

    /// <summary>A lease on one partition, or on all of them.</summary>
    public static string Lease(int? partition) =>
        "ls:{lease}:" + (partition is { } p ? "p" + p.ToString(CultureInfo.InvariantCulture) : "all");

    public static string Name(Lane lane) => lane == Lane.Live ? "live" : "bulk";

    /// <summary>FNV-1a over the lead id's UTF-8 bytes: the same in every process and version.</summary>
    public static int PartitionOf(string leadId, int partitions)
    {
        var hash = 2166136261u;
        Span<byte> buffer = stackalloc byte[256];
        var bytes = leadId.Length <= 64 ? buffer[..Encoding.UTF8.GetBytes(leadId, buffer)] : Encoding.UTF8.GetBytes(leadId);
        foreach (var b in bytes) hash = (hash ^ b) * 16777619u;
        return (int)(hash % (uint)partitions);
    }
}
