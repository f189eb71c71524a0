using System.ComponentModel.DataAnnotations;
using LeadScoring.Core.Scoring;

namespace LeadScoring.Worker.Hosting;

/// <summary>Section <c>Worker</c>.</summary>
internal sealed class WorkerOptions
{
    public const string Section = "Worker";

    /// <summary>How long a lease lasts without renewal, and so how long the partitions of a dead worker may stand still.</summary>
    [Range(500, 60_000)]
    public int LeaseMs { get; set; } = 5_000;

    [Range(50, 20_000)]
    public int RenewMs { get; set; } = 1_500;

    /// <summary>How often a worker without a lease tries to acquire one.</summary>
    [Range(50, 20_000)]
    public int StandbyMs { get; set; } = 1_000;

    [Range(100, 5_000)]
    public int HeartbeatMs { get; set; } = 2_000;

    /// <summary>How long a lost notification can delay an event.</summary>
    [Range(50, 60_000)]
    public int PollMs { get; set; } = 1_000;

    /// <summary>Most live events in one batch.</summary>
    [Range(1, 10_000)]
    public int LiveBatch { get; set; } = 2_000;

    /// <summary>Target duration of one commit; it determines the size of a bulk batch.</summary>
    [Range(1, 1_000)]
    public int CommitTargetMs { get; set; } = 25;

    /// <summary>Failed attempts after which an event goes to the dead letters.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Deliveries, crashes included, after which an event goes to the dead letters without another attempt.</summary>
    [Range(1, 1_000)]
    public int MaxDeliveries { get; set; } = 20;

    /// <summary>Backoff after the first failed attempt; four times as long after each further one.</summary>
    [Range(1, 60_000)]
    public int RetryBaseMs { get; set; } = 200;

    [Range(1, 600_000)]
    public int RetryCapMs { get; set; } = 30_000;

    /// <summary>First delay while Redis or the store is unavailable; doubles up to <see cref="BackoffCapMs"/>.</summary>
    [Range(1, 10_000)]
    public int BackoffMs { get; set; } = 100;

    [Range(1, 60_000)]
    public int BackoffCapMs { get; set; } = 5_000;

    /// <summary>How often this worker's pending entries are reclaimed although nothing failed: the reply that delivered one can be lost.</summary>
    [Range(100, 3_600_000)]
    public int SweepMs { get; set; } = 30_000;

    /// <summary>Leads in one chunk of a background job; live events go before the next chunk.</summary>
    [Range(1, 5_000)]
    public int RescoreLeads { get; set; } = 200;

    [Range(100, 60_000)]
    public int RescorePollMs { get; set; } = 5_000;

    /// <summary>Rows of deleted leads purged at a time.</summary>
    [Range(1, 10_000)]
    public int PurgeRows { get; set; } = 100;

    [Range(50, 600_000)]
    public int PurgePollMs { get; set; } = 5_000;

    /// <summary>After this time a change that was committed but not announced is taken for one that its process has left behind.</summary>
    [Range(100, 600_000)]
    public int OutboxGraceMs { get; set; } = 15_000;

    [Range(50, 600_000)]
    public int OutboxPollMs { get; set; } = 5_000;

    /// <summary>Commits whose counts are added to the rollups of events at a time.</summary>
    [Range(1, 10_000)]
    public int RollupEntries { get; set; } = 200;

    [Range(50, 600_000)]
    public int RollupPollMs { get; set; } = 2_000;
}

/// <summary>Section <c>Scoring</c>: the range of every score, in points. Changing it rescores all leads.</summary>
internal sealed class ScoringOptions : IValidatableObject
{
    public const string Section = "Scoring";

    [Range(-1_000_000_000L, 1_000_000_000L)]
    public long MinScore { get; set; } = ScoreBounds.Default.Min;

    [Range(-1_000_000_000L, 1_000_000_000L)]
    public long MaxScore { get; set; } = ScoreBounds.Default.Max;

    public ScoreBounds Bounds => new(MinScore, MaxScore);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MinScore > MaxScore)
            yield return new ValidationResult("Scoring:MinScore must not be above Scoring:MaxScore.", [nameof(MinScore), nameof(MaxScore)]);
    }
}
