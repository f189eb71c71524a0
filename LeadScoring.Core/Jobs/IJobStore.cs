using LeadScoring.Core.Events;

namespace LeadScoring.Core.Jobs;

/// <summary>
/// Background rescores in small chunks. A chunk's cursor advances only after its changes were announced, so that a crash
/// repeats the announcement; leads already at the revision are left as they are.
/// </summary>
public interface IJobStore
{
    /// <summary>The oldest job that is not completed, rescores first; or null.</summary>
    Task<BackgroundJob?> NextAsync(CancellationToken ct);

    /// <summary>The newest jobs of a kind first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<BackgroundJob>> ListAsync(JobKind kind, int limit, CancellationToken ct);

    Task<BackgroundJob?> FindAsync(long jobId, CancellationToken ct);

    /// <summary>Rescores the next leads of the job, at most <paramref name="maxLeads"/>; announce the changes, then advance.</summary>
    /// <param name="announceAll">On the first chunk after a restart: report unchanged leads too.</param>
    Task<JobChunk> RescoreAsync(BackgroundJob job, int maxLeads, bool announceAll, CancellationToken ct);

    /// <summary>Records the chunk as done; completes the job when it was the last.</summary>
    Task<BackgroundJob> AdvanceAsync(BackgroundJob job, JobChunk chunk, CancellationToken ct);

    /// <summary>
    /// Ends a job before its time. A half-done rescore would leave leads at different rules, so the publishing that caused it is
    /// rolled back with it; that is refused when the rule has a newer version, and for bounds.
    /// </summary>
    Task<Cancellation> CancelAsync(long jobId, CancellationToken ct);

    /// <summary>A job that folds every lead anew; the one that is under way, if any.</summary>
    Task<BackgroundJob> StartReplayAsync(CancellationToken ct);

    /// <summary>What a replay has found so far, oldest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<LeadDifference>> DifferencesAsync(long jobId, int limit, CancellationToken ct);

    /// <summary>Folds one lead's events anew, compares, and mends what differs; null when there is no such lead.</summary>
    Task<Recalculation?> RecalculateAsync(string leadId, CancellationToken ct);
}
