using LeadScoring.Api.Http;
using LeadScoring.Contracts.Jobs;
using LeadScoring.Core.Jobs;

namespace LeadScoring.Api.Jobs;

/// <summary>From the domain to the contracts of the API, and back.</summary>
internal static class JobMapping
{
    public static RescoreResponse ToRescoreResponse(this BackgroundJob job) => new(
        job.Id, job.State, job.Total, job.Done, job.Changed, job.Reason, job.CreatedAtMs.ToTime(), job.CompletedAtMs.ToTime());

    public static ReplayResponse ToReplayResponse(this BackgroundJob job) =>
        new(job.Id, job.State, job.Total, job.Done, job.Differences, job.CreatedAtMs.ToTime(), job.CompletedAtMs.ToTime());

    public static DifferenceResponse ToResponse(this LeadDifference d) => new(d.LeadId, d.What, d.Stored, d.Expected);

    public static RecalculationResponse ToResponse(this Recalculation r) => new(
        r.LeadId, r.Events, r.PreviousScore, r.Score, r.Score - r.PreviousScore, [.. r.Differences.Select(x => x.ToResponse())]);
}
