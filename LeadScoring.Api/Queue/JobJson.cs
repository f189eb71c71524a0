using System.Text.Json.Serialization;
using LeadScoring.Api.Http.OpenApi;

namespace LeadScoring.Api.Queue;

/// <summary>What became of a submitted event. The job's id is the event's.</summary>
/// <param name="JobId">The eventId.</param>
/// <param name="State">How far it is.</param>
/// <param name="AttemptsMade">How often it was tried so far; left out when not known.</param>
/// <param name="FailedReason">Why it failed; null otherwise.</param>
/// <param name="Result">What it did; null unless completed.</param>
public sealed record JobJson(
    string JobId, [property: OneOf("waiting", "active", "completed", "failed")] string State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? AttemptsMade,
    string? FailedReason, JobResultJson? Result)
{
    public static JobJson Completed(string jobId, int? attempts, JobResultJson result) => new(jobId, "completed", attempts, null, result);

    public static JobJson Failed(string jobId, int? attempts, string reason) => new(jobId, "failed", attempts, reason, null);
}
