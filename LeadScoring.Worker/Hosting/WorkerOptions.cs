using System.ComponentModel.DataAnnotations;

namespace LeadScoring.Worker.Hosting;

/// <summary>Section <c>Worker</c>.</summary>
internal sealed class WorkerOptions
{
    public const string Section = "Worker";

    /// <summary>How long a lease lasts without renewal: the longest that a dead worker's partitions stand still.</summary>
    [Range(500, 60_000)]
    public int LeaseMs { get; set; } = 5_000;

    [Range(50, 20_000)]
    public int RenewMs { get; set; } = 1_500;

    /// <summary>How often a worker without a lease tries to get one.</summary>
    [Range(50, 20_000)]
    public int StandbyMs { get; set; } = 1_000;

    [Range(100, 5_000)]
    public int HeartbeatMs { get; set; } = 2_000;

    /// <summary>How long a lost wake-up can delay an event.</summary>
    [Range(50, 60_000)]
    public int PollMs { get; set; } = 1_000;

    /// <summary>Most live events in one batch.</summary>
    [Range(1, 10_000)]
    public int LiveBatch { get; set; } = 2_000;

    /// <summary>How long one commit should take: a bulk batch is as large as fits.</summary>
    [Range(1, 1_000)]
    public int CommitTargetMs { get; set; } = 25;

    /// <summary>Failed attempts until an event goes to the dead letters.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Deliveries, crashes included, until an event goes to the dead letters untried.</summary>
    [Range(1, 1_000)]
    public int MaxDeliveries { get; set; } = 20;

    /// <summary>Wait after the first failed attempt; four times as long after each further one.</summary>
    [Range(1, 60_000)]
    public int RetryBaseMs { get; set; } = 200;

    [Range(1, 600_000)]
    public int RetryCapMs { get; set; } = 30_000;

    /// <summary>First wait while Redis or the store is away; doubles up to <see cref="BackoffCapMs"/>.</summary>
    [Range(1, 10_000)]
    public int BackoffMs { get; set; } = 100;

    [Range(1, 60_000)]
    public int BackoffCapMs { get; set; } = 5_000;

    /// <summary>How often entries are looked for that were delivered here and that nobody has in hand: the reply that brought them got lost.</summary>
    [Range(100, 3_600_000)]
    public int SweepMs { get; set; } = 30_000;

    /// <summary>Leads rescored at a time, after which live events get their turn.</summary>
    [Range(1, 5_000)]
    public int RescoreLeads { get; set; } = 200;

    [Range(100, 60_000)]
    public int RescorePollMs { get; set; } = 5_000;

    /// <summary>Rows of deleted leads removed at a time.</summary>
    [Range(1, 10_000)]
    public int PurgeRows { get; set; } = 100;

    [Range(50, 600_000)]
    public int PurgePollMs { get; set; } = 5_000;
}
