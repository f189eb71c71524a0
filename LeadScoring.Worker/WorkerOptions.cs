using System.ComponentModel.DataAnnotations;

namespace LeadScoring.Worker;

/// <summary>Settings under <c>Worker</c>.</summary>
public sealed class WorkerOptions
{
    public const string Section = "Worker";

    /// <summary>How long a lease lasts without renewal.</summary>
    [Range(0.2, 60)]
    public double LeaseSeconds { get; set; } = 5;

    /// <summary>How often to look for entries when nobody rings.</summary>
    [Range(0.05, 60)]
    public double PollSeconds { get; set; } = 1;

    /// <summary>Live events taken at once.</summary>
    [Range(1, 10_000)]
    public int LiveBatch { get; set; } = 2_048;

    /// <summary>Bulk events taken at once: small, since a live event may have to wait for them.</summary>
    [Range(1, 10_000)]
    public int BulkBatch { get; set; } = 512;

    /// <summary>Failed attempts after which an event goes to the dead letters.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Deliveries, mostly to workers that died, after which an event goes to the dead letters.</summary>
    [Range(2, 1_000)]
    public int MaxDeliveries { get; set; } = 20;

    /// <summary>Delay after the first failed attempt; each further one waits four times as long, at most 30 s.</summary>
    [Range(1, 30_000)]
    public int RetryMilliseconds { get; set; } = 200;
}
