using System.ComponentModel.DataAnnotations;

namespace LeadScoring.Streams;

/// <summary>Section <c>Streams</c>. Every process must run with the same <see cref="Partitions"/>.</summary>
public sealed class StreamOptions
{
    public const string Section = "Streams";

    /// <summary>Partitions per lane. Lower it only when the streams are empty: what waits beyond it is not read.</summary>
    [Range(1, 256)]
    public int Partitions { get; set; } = 8;

    /// <summary>Events that may wait, both lanes together, before new ones are refused.</summary>
    [Range(1, 1_000_000_000)]
    public long BacklogLimit { get; set; } = 500_000;

    /// <summary>Events that may wait, both lanes together, before file imports pause: far below the other bound, so that no import closes it to live events.</summary>
    [Range(1, 1_000_000_000)]
    public long BulkBacklogLimit { get; set; } = 100_000;

    /// <summary>Entries that the change feed keeps, approximately.</summary>
    [Range(100, 100_000_000)]
    public int FeedLength { get; set; } = 100_000;

    /// <summary>Submissions that one process waits for at a time; further waits only look into the store.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaits { get; set; } = 20_000;

    /// <summary>How long a Redis command may take before Redis counts as unavailable.</summary>
    [Range(100, 60_000)]
    public int CommandTimeoutMs { get; set; } = 5_000;
}
