using System.ComponentModel.DataAnnotations;

namespace LeadScoring.Core.Streams.Redis;

/// <summary>Settings under <c>Streams</c>; API and workers must agree on <see cref="Partitions"/>.</summary>
public sealed class StreamOptions
{
    public const string Section = "Streams";

    /// <summary>Partitions of the ingest streams. Drain the queue before lowering it.</summary>
    [Range(1, 256)]
    public int Partitions { get; set; } = 8;

    /// <summary>Waiting events past which nothing more is accepted.</summary>
    [Range(1, 100_000_000)]
    public long BacklogLimit { get; set; } = 500_000;

    /// <summary>Entries that the change feed keeps, about.</summary>
    [Range(100, 10_000_000)]
    public int FeedLength { get; set; } = 100_000;
}
