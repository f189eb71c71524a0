using LeadScoring.Core.Events;
using LeadScoring.Core.Jobs;

namespace LeadScoring.Core.Storage;

/// <summary>
/// Background rescores in small chunks. A chunk's cursor advances only after its changes were announced, so that a crash
/// repeats the announcement; leads already at the revision are left as they are.
/// </summary>
public interface IRescoreStore
{
    /// <summary>The oldest job that is not completed, or null.</summary>
    Task<RescoreJob?> NextAsync(CancellationToken ct);

    /// <summary>The newest jobs first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<RescoreJob>> ListAsync(int limit, CancellationToken ct);

    Task<RescoreJob?> FindAsync(long jobId, CancellationToken ct);

    /// <summary>Rescores the next leads of the job, at most <paramref name="maxLeads"/>; announce the changes, then advance.</summary>
    /// <param name="announceAll">On the first chunk after a restart: report unchanged leads too.</param>
    Task<RescoreChunk> RescoreAsync(RescoreJob job, int maxLeads, bool announceAll, CancellationToken ct);

    /// <summary>Records the chunk as done; completes the job when it was the last.</summary>
    Task<RescoreJob> AdvanceAsync(RescoreJob job, RescoreChunk chunk, CancellationToken ct);
}
