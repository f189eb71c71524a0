using System.Text.Json.Serialization;

namespace LeadScoring.Api.Queue;

/// <summary>What became of a submitted event. The job's id is the event's.</summary>
/// <param name="State">waiting, active, completed or failed.</param>
/// <param name="AttemptsMade">How often it was tried so far; left out when not known.</param>
public sealed record JobJson(
    string JobId, string State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? AttemptsMade,
    string? FailedReason, JobResultJson? Result)
{
    public static JobJson Completed(string jobId, int? attempts, JobResultJson result) => new(jobId, "completed", attempts, null, result);

    public static JobJson Failed(string jobId, int? attempts, string reason) => new(jobId, "failed", attempts, reason, null);
}
