namespace LeadScoring.Api.Exports;

/// <summary>So many exports at a time: each keeps 8 bytes per lead, for as long as its client takes.</summary>
internal sealed class ExportPlaces
{
    public const int Max = 8;
    private int _taken;

    /// <summary>False when all places are taken; otherwise <see cref="Leave"/> gives it back.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _taken) <= Max) return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _taken);
}
