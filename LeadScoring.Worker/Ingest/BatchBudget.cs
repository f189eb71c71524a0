namespace LeadScoring.Worker.Ingest;

/// <summary>How many events make a commit of the wanted length, learnt from the commits so far.</summary>
internal sealed class BatchBudget(int targetMs, int max)
{
    private const int Min = 50;
    private const double Weight = 0.2;
    private double _msPerEvent = targetMs / 500.0;

    public int Size => Math.Clamp((int)(targetMs / _msPerEvent), Math.Min(Min, max), max);

    public void Observe(int events, TimeSpan took)
    {
        // Small commits are mostly overhead and say little about large ones.
        if (events < Min) return;
        _msPerEvent += Weight * (Math.Max(0.001, took.TotalMilliseconds / events) - _msPerEvent);
    }
}
