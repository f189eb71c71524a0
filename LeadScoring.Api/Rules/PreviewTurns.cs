namespace LeadScoring.Api.Rules;

/// <summary>A preview folds every lead: one at a time in each process, so that events and screens keep their processor time.</summary>
internal sealed class PreviewTurns : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Null when the one before takes too long.</summary>
    public async Task<IDisposable?> TakeAsync(CancellationToken ct) => await _turn.WaitAsync(Patience, ct) ? new Turn(_turn) : null;

    public void Dispose() => _turn.Dispose();

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
