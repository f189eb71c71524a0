namespace LeadScoring.Worker.Ingest;

/// <summary>What the ingest loop is doing, for those who report it or give way to it.</summary>
internal sealed class IngestActivity
{
    private long _acknowledged;
    private volatile bool _busy;

    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>A batch is in hand.</summary>
    public bool Busy
    {
        get => _busy;
        set => _busy = value;
    }

    public void AddAcknowledged(int count) => Interlocked.Add(ref _acknowledged, count);
}
