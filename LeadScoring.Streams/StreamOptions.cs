using System.ComponentModel.DataAnnotations;
using LeadScoring.Core.Queue;

namespace LeadScoring.Streams;

/// <summary>Section <c>Streams</c>. Every process must run with the same <see cref="Partitions"/>.</summary>
public sealed class StreamOptions
{
    public const string Section = "Streams";

    /// <summary>Partitions per lane. Lower it only when the streams are empty: entries of higher partitions are not read any more.</summary>
    [Range(1, 256)]
    public int Partitions { get; set; } = 8;

    /// <summary>Most events that may wait (both lanes, not committed yet): a request that would exceed it is refused.</summary>
    [Range(1, 1_000_000_000)]
    public long BacklogLimit { get; set; } = 500_000;

    /// <summary>Backlog at which file imports pause: far below <see cref="BacklogLimit"/>, so that an import never causes live events to be refused.</summary>
    [Range(1, 1_000_000_000)]
    public long BulkBacklogLimit { get; set; } = 100_000;

    /// <summary>Approximate number of entries that the change feed keeps.</summary>
    [Range(100, 100_000_000)]
    public int FeedLength { get; set; } = 100_000;

    /// <summary>Most submissions whose results one process waits for at a time; further callers only poll the store.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaits { get; set; } = 20_000;

    /// <summary>How long a Redis command may take before Redis counts as unavailable.</summary>
    [Range(100, 60_000)]
    public int CommandTimeoutMs { get; set; } = 5_000;

    internal IEnumerable<(Lane Lane, int Partition)> AllStreams() =>
        from lane in Enum.GetValues<Lane>()
        from partition in Enumerable.Range(0, Partitions)
        select (lane, partition);
}
