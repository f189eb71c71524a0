using LeadScoring.Core.Events;

namespace LeadScoring.Core.Streams;

/// <summary>How one submission ended, told to whoever waits for it. Either an outcome or a failure reason.</summary>
public sealed record SubmissionResult(long Submission, EventOutcome? Outcome, string? FailedReason);
