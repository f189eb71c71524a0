using LeadScoring.Api.Http;
using LeadScoring.Api.Http.OpenApi;
using LeadScoring.Core.Jobs;

namespace LeadScoring.Api.Rules;

/// <summary>A background rescore with its progress, in leads.</summary>
/// <param name="Id">Ascending.</param>
/// <param name="State">How far it is.</param>
/// <param name="Total">Leads that may be concerned.</param>
/// <param name="Done">Leads looked at.</param>
/// <param name="Changed">Leads whose score changed.</param>
/// <param name="Reason">What caused it.</param>
/// <param name="CreatedAt">When it was caused.</param>
/// <param name="CompletedAt">Null until it is.</param>
public sealed record RescoreJson(
    long Id, [property: OneOf("pending", "running", "completed", "cancelled")] string State, long Total, long Done, long Changed, string Reason, DateTimeOffset CreatedAt, DateTimeOffset? CompletedAt)
{
    public static RescoreJson Of(RescoreJob job) => new(
        job.Id, job.State, job.Total, job.Done, job.Changed, job.Reason, job.CreatedAtMs.ToTime(), job.CompletedAtMs.ToTime());
}
