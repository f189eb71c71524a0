namespace LeadScoring.Worker.Ingest;

/// <summary>100 ms, doubling up to 5 s, each shortened by up to a fifth at random so that workers do not march in step.</summary>
public sealed class Backoff
{
    private int _failures;

    public TimeSpan Next()
    {
        var ms = Math.Min(5_000, 100 * Math.Pow(2, Math.Min(_failures++, 10)));
        return TimeSpan.FromMilliseconds(ms * (0.8 + (0.2 * Random.Shared.NextDouble())));
    }

    public void Reset() => _failures = 0;
}
