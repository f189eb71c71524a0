using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Core.Jobs;

namespace LeadScoring.Api.Replay;

/// <summary>A replay of everything with its progress, in leads.</summary>
/// <param name="Id">Ascending.</param>
/// <param name="State">How far it is.</param>
/// <param name="Total">Leads when it was started.</param>
/// <param name="Done">Leads folded anew.</param>
/// <param name="Differences">Leads that were not as their events say, and were mended: none are expected.</param>
/// <param name="CreatedAt">When it was started.</param>
/// <param name="CompletedAt">Null until it is.</param>
public record ReplayJson(
    long Id, [property: OneOf("pending", "running", "completed", "cancelled")] string State, long Total, long Done, long Differences,
    DateTimeOffset CreatedAt, DateTimeOffset? CompletedAt)
{
    public static ReplayJson Of(RescoreJob job) =>
        new(job.Id, job.State, job.Total, job.Done, job.Differences, job.CreatedAtMs.ToTime(), job.CompletedAtMs.ToTime());
}
