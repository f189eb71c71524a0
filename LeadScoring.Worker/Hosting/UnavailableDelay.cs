namespace LeadScoring.Worker.Hosting;

/// <summary>Exponential delays while Redis or the store is unavailable, with jitter, so that several workers do not return at the same moment.</summary>
internal sealed class UnavailableDelay(int firstMs, int capMs)
{
    private int _failures;

    public void Reset() => _failures = 0;

    public TimeSpan Next()
    {
        var full = Math.Min(capMs, firstMs * Math.Pow(2, Math.Min(_failures++, 20)));
#pragma warning disable CA5394 // jitter needs no secrecy
        return TimeSpan.FromMilliseconds(full * (0.5 + Random.Shared.NextDouble() / 2));
#pragma warning restore CA5394
    }
}
