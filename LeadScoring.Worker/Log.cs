namespace LeadScoring.Worker;

/// <summary>Ids and type names only: payloads, reasons and addresses stay out of the logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Worker {Worker} holds {Partitions} partitions")]
    public static partial void LeasesChanged(this ILogger log, string worker, int partitions);

    [LoggerMessage(2, LogLevel.Warning, "Worker {Worker} could not renew its leases: {Error}")]
    public static partial void LeasesFailed(this ILogger log, string worker, string error);

    [LoggerMessage(3, LogLevel.Warning, "{Error}; retrying in {WaitMs} ms")]
    public static partial void BackingOff(this ILogger log, string error, int waitMs);

    [LoggerMessage(4, LogLevel.Error, "A batch failed; retrying in {WaitMs} ms")]
    public static partial void BatchFailed(this ILogger log, Exception error, int waitMs);

    [LoggerMessage(5, LogLevel.Warning, "Event {EventId} failed at attempt {Attempt}: {Error}")]
    public static partial void EventFailed(this ILogger log, string eventId, int attempt, string error);

    [LoggerMessage(6, LogLevel.Warning, "{Entry} went to the dead letters after {Attempts} deliveries")]
    public static partial void DeadLettered(this ILogger log, string entry, int attempts);

    [LoggerMessage(7, LogLevel.Warning, "A background job failed: {Error}; retrying in {WaitMs} ms")]
    public static partial void JobFailed(this ILogger log, string error, int waitMs);

    [LoggerMessage(8, LogLevel.Information, "Rescore {Job} completed: {Leads} leads, {Changed} changed")]
    public static partial void RescoreCompleted(this ILogger log, long job, long leads, long changed);

    [LoggerMessage(10, LogLevel.Information, "Replay {Job} completed: {Leads} leads, {Differences} differences repaired")]
    public static partial void ReplayCompleted(this ILogger log, long job, long leads, long differences);

    [LoggerMessage(9, LogLevel.Warning, "Purging deleted leads failed: {Error}; retrying in {WaitMs} ms")]
    public static partial void PurgeFailed(this ILogger log, string error, int waitMs);

    [LoggerMessage(20, LogLevel.Information, "Announced {Leads} leads whose change was committed but not announced")]
    public static partial void Relayed(this ILogger log, int leads);

    [LoggerMessage(22, LogLevel.Warning, "Merging the rollups of events failed: {Error}; retrying in {WaitMs} ms")]
    public static partial void RollupsFailed(this ILogger log, string error, int waitMs);

    [LoggerMessage(21, LogLevel.Warning, "Announcing what was left in the outbox failed: {Error}; retrying in {WaitMs} ms")]
    public static partial void RelayFailed(this ILogger log, string error, int waitMs);
}
