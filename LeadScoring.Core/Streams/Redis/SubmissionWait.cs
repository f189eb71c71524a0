namespace LeadScoring.Core.Streams.Redis;

internal sealed class SubmissionWait(Action forget) : ISubmissionWait
{
    private readonly TaskCompletionSource<SubmissionResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<SubmissionResult> Result => _result.Task;

    public void Complete(SubmissionResult result) => _result.TrySetResult(result);

    public void Dispose() => forget();
}
