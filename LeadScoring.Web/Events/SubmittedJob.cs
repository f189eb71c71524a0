namespace LeadScoring.Web.Events;

/// <param name="State">Null when it is queued and nobody waited.</param>
public sealed record SubmittedJob(string JobId, string? State, string? FailedReason, SubmittedResult? Result);
