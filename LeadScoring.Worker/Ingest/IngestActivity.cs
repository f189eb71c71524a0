namespace LeadScoring.Worker.Ingest;

/// <summary>The state of the ingest loop, for the heartbeat and for background work that gives way to it.</summary>
internal sealed class IngestActivity
{
    private const int MaxPauses = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private long _acknowledged;
    private volatile bool _busy;

    /// <summary>Events acknowledged since the start.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Whether a batch is being processed.</summary>
    public bool Busy
    {
        get => _busy;
        set => _busy = value;
    }

    public void AddAcknowledged(int count) => Interlocked.Add(ref _acknowledged, count);

    /// <summary>Waits while a batch is being processed, for 50 ms at most.</summary>
    public async Task GiveWayAsync(CancellationToken ct)
    {
        for (var i = 0; i < MaxPauses && Busy; i++) await Task.Delay(Pause, ct);
    }
}
