namespace LeadScoring.Core.Streams.Redis;

/// <summary>What a worker tells of itself every two seconds, in the hash <c>ls:workers</c>.</summary>
/// <param name="RatePerSecond">Entries acknowledged per second since the one before.</param>
public sealed record WorkerHeartbeat(string Worker, long AtMs, double RatePerSecond, int Partitions)
{
    public const long StaleAfterMs = 10_000;
}
