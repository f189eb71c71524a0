namespace LeadScoring.Tests.Store;

/// <summary>A clock that stands still until a test moves it.</summary>
public sealed class ManualTime : TimeProvider
{
    private long _nowMs = 1_800_000_000_000;

    public long NowMs => Interlocked.Read(ref _nowMs);

    public void Advance(long milliseconds) => Interlocked.Add(ref _nowMs, milliseconds);

    public void Set(long unixMs) => Interlocked.Exchange(ref _nowMs, unixMs);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);
}
