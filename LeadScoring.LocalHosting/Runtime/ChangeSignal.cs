namespace LeadScoring.LocalHosting.Runtime;

/// <summary>Tells whoever waits that something changed; costs nothing while nobody does.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource? _next;

    /// <summary>Ends at the next change. To miss none: take it, look at what there is, then wait.</summary>
    public Task Next
    {
        get
        {
            var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Interlocked.CompareExchange(ref _next, mine, null) ?? mine).Task;
        }
    }

    public void Raise() => Interlocked.Exchange(ref _next, null)?.SetResult();
}
