namespace LeadScoring.LocalHosting.Processes;

/// <summary>250 ms after the first exit, doubling to 2 s while the process keeps dying, and from the start again once it ran for 10 s.</summary>
internal sealed class RestartBackoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(10);
    private TimeSpan _next = First;

    public TimeSpan Next(TimeSpan ranFor)
    {
        if (ranFor >= LongEnough) _next = First;
        var delay = _next;
        _next = delay * 2 < Longest ? delay * 2 : Longest;
        return delay;
    }
}
