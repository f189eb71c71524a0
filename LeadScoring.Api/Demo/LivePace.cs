namespace LeadScoring.Api.Demo;

/// <summary>When made-up events are due. The time that sending takes is not added to the pauses, so that the rate is what was asked for.</summary>
internal sealed class LivePace(TimeProvider time)
{
    /// <summary>What was missed for longer, while something was away, is not caught up with: nobody wants a burst.</summary>
    private static readonly TimeSpan MostDebt = TimeSpan.FromSeconds(1);

    private readonly long _began = time.GetTimestamp();
    private TimeSpan _due;

    /// <summary>Since the beginning; a clock that is set does not matter.</summary>
    public TimeSpan Now => time.GetElapsedTime(_began);

    public void Next(TimeSpan pause) => _due += pause;

    /// <summary>Waits until the next one is due; false, at <paramref name="until"/> the latest, when it is not yet.</summary>
    public async Task<bool> IsDueAsync(TimeSpan until, CancellationToken ct)
    {
        if (Now >= until) return false;
        if (Now - _due > MostDebt) _due = Now;
        var next = _due < until ? _due : until;
        while (next - Now is { Ticks: > 0 } left) await Task.Delay(left + TimeSpan.FromMilliseconds(1), time, ct);
        return _due < until;
    }
}
