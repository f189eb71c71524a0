namespace LeadScoring.Core.Streams;

/// <summary>
/// Results of submissions as workers commit them, for <c>Prefer: wait</c>. Carried by PUBLISH, so one can be lost:
/// whoever waits looks into the store as well.
/// </summary>
public interface ISubmissionResults
{
    /// <summary>Starts listening for a submission (call before enqueueing it); completes with its result. Dispose to stop.</summary>
    ISubmissionWait Expect(long submission);
}
