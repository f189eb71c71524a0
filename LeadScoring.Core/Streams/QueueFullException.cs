namespace LeadScoring.Core.Streams;

/// <summary>More events wait than the configured bound allows.</summary>
public sealed class QueueFullException(long backlog, long bound)
    : Exception($"{backlog} events wait to be scored; the bound is {bound}.")
{
    public long Backlog => backlog;

    public long Bound => bound;
}
