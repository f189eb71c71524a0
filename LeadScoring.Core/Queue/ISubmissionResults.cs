using LeadScoring.Core.Events;

namespace LeadScoring.Core.Queue;

/// <summary>
/// Results of submissions as workers commit them, for <c>Prefer: wait</c>. Carried by PUBLISH, so one can be lost:
/// whoever waits looks into the store as well.
/// </summary>
public interface ISubmissionResults
{
    /// <summary>Starts listening for a submission (call before enqueueing it); completes with its result. Dispose to stop.</summary>
    ISubmissionWait Expect(long submission);
}

public interface ISubmissionWait : IDisposable
{
    Task<SubmissionResult> Result { get; }
}

/// <summary>How one submission ended, told to whoever waits for it. Either an outcome or a failure reason.</summary>
public sealed record SubmissionResult(long Submission, EventOutcome? Outcome, string? FailedReason);
