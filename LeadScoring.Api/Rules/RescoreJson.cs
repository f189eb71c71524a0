using LeadScoring.Api.Http;
using LeadScoring.Core.Jobs;

namespace LeadScoring.Api.Rules;

/// <summary>A background rescore with its progress, in leads.</summary>
public sealed record RescoreJson(
    long Id, string State, long Total, long Done, long Changed, string Reason, DateTimeOffset CreatedAt, DateTimeOffset? CompletedAt)
{
    public static RescoreJson Of(RescoreJob job) => new(
        job.Id, job.State, job.Total, job.Done, job.Changed, job.Reason, job.CreatedAtMs.ToTime(), job.CompletedAtMs.ToTime());
}
