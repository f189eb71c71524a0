namespace LeadScoring.Core.Streams.Redis;

/// <summary>What a worker says about itself every two seconds, as JSON in the hash <c>ls:workers</c>.</summary>
/// <param name="AtMs">When, Unix ms.</param>
/// <param name="RatePerSecond">Events acknowledged per second since its last heartbeat.</param>
/// <param name="Partitions">How many partitions it holds.</param>
public sealed record WorkerHeartbeat(long AtMs, double RatePerSecond, int Partitions);
