using LeadScoring.Core.Stores;

namespace LeadScoring.Core.Jobs;

/// <summary>
/// Background jobs, run in chunks of leads: take the next job, run a chunk, announce its changes, advance. A crash before the last step
/// repeats the chunk and so its announcement; what it wrote is not written again. Every call may throw
/// <see cref="StoreUnavailableException"/>.
/// </summary>
public interface IJobStore
{
    /// <summary>The oldest open job, rescores before replays; null when there is none.</summary>
    Task<BackgroundJob?> NextAsync(CancellationToken ct);

    /// <summary>The newest jobs of a kind first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<BackgroundJob>> ListAsync(JobKind kind, int limit, CancellationToken ct);

    Task<BackgroundJob?> FindAsync(long jobId, CancellationToken ct);

    /// <summary>
    /// Runs the job on its next leads. Announce the changes, then call <see cref="AdvanceAsync"/>. A chunk of a rescore brings its leads to
    /// the newest revision; a store may let it count for other open rescores as well (<see cref="JobChunk.Others"/>), so that all
    /// that are pending together take one pass over the leads.
    /// </summary>
    /// <param name="job">An open job.</param>
    /// <param name="maxLeads">How many leads at most.</param>
    /// <param name="announceAll">Report unchanged leads, too: for the first chunk after a restart, which may be a repeated one.</param>
    /// <param name="ct">Stops between two leads.</param>
    Task<JobChunk> RunChunkAsync(BackgroundJob job, int maxLeads, bool announceAll, CancellationToken ct);

    /// <summary>Records the chunk as done, for all jobs that it was run for; completes them after the last one. Does nothing the second time.</summary>
    /// <returns>The job as it is now.</returns>
    Task<BackgroundJob> AdvanceAsync(BackgroundJob job, JobChunk chunk, CancellationToken ct);

    /// <summary>
    /// Cancels a job. A half-done rescore would leave leads at different rules, so the publishing that caused it is rolled back with it;
    /// that is refused when the rule has a newer version, and for bounds.
    /// </summary>
    Task<Cancellation> CancelAsync(long jobId, CancellationToken ct);

    /// <summary>The open replay; a new one when there is none.</summary>
    Task<BackgroundJob> StartReplayAsync(CancellationToken ct);

    /// <summary>The differences that a replay has found so far, oldest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<LeadDifference>> DifferencesAsync(long jobId, int limit, CancellationToken ct);

    /// <summary>Folds one lead's events again, compares, and repairs what differs; null when there is no such lead.</summary>
    Task<Recalculation?> RecalculateAsync(string leadId, CancellationToken ct);
}
