namespace LeadScoring.Contracts.Queue;

/// <summary>What the queue did in the last 15 minutes.</summary>
/// <param name="SecondsPerPoint">Always 5.</param>
/// <param name="Latency">Of all points together; null when no event was scored.</param>
/// <param name="Points">The newest last. Only complete ones: the newest ended up to five seconds ago.</param>
public sealed record QueueHistoryResponse(int SecondsPerPoint, LatencyResponse? Latency, IReadOnlyList<QueuePointResponse> Points);

/// <summary>Five seconds of the queue.</summary>
/// <param name="At">When they began.</param>
/// <param name="Waiting">Events accepted and not finished, at their end; null when that was not recorded, such as while Redis was away.</param>
/// <param name="Accepted">Events accepted in these seconds, dead letters that were retried included.</param>
/// <param name="Finished">Events that left the queue: scored, duplicates, or given up.</param>
/// <param name="Latency">Of the events that were scored; null without any.</param>
public sealed record QueuePointResponse(DateTimeOffset At, long? Waiting, long Accepted, long Finished, LatencyResponse? Latency);

/// <summary>How long events took from their acceptance until they were scored, ms. Each is at most 19 % too high.</summary>
/// <param name="P50">Half of them at most.</param>
/// <param name="P95">95 % of them at most.</param>
/// <param name="P99">99 % of them at most.</param>
public sealed record LatencyResponse(long P50, long P95, long P99);

/// <summary>Who works on the queue.</summary>
/// <param name="Workers">Those of the last day, running ones first.</param>
/// <param name="Partitions">Each with its worker.</param>
public sealed record QueueWorkersResponse(IReadOnlyList<WorkerResponse> Workers, IReadOnlyList<LeaseResponse> Partitions);

/// <summary>A worker.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Running">It has reported in the last ten seconds, and has not said that it stops.</param>
/// <param name="LastSeenAt">Its last report; running workers send one every two seconds.</param>
/// <param name="RatePerSecond">Events that it finished per second, by its last report.</param>
/// <param name="Partitions">How many it held then; one that holds none stands by.</param>
public sealed record WorkerResponse(string Name, bool Running, DateTimeOffset LastSeenAt, double RatePerSecond, int Partitions);

/// <summary>Which worker works on a partition, on both lanes of it.</summary>
/// <param name="Partition">From 0.</param>
/// <param name="Worker">Its worker; null: nobody.</param>
/// <param name="LeaseRemainingMs">The worker renews it long before; when it ends, another one takes over. Null: nobody works on it.</param>
public sealed record LeaseResponse(int Partition, string? Worker, long? LeaseRemainingMs);
