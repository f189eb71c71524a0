namespace LeadScoring.Core.Streams;

public interface ISubmissionWait : IDisposable
{
    Task<SubmissionResult> Result { get; }
}
