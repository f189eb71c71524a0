namespace LeadScoring.Worker;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Worker} holds {Partitions} partitions")]
    public static partial void Holding(this ILogger logger, string worker, int partitions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Leases could not be renewed: {Reason}")]
    public static partial void LeaseTrouble(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis is away, trying again in {DelayMs} ms: {Reason}")]
    public static partial void QueueAway(this ILogger logger, double delayMs, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store is away, trying again in {DelayMs} ms; {Events} events stay pending: {Reason}")]
    public static partial void StoreAway(this ILogger logger, double delayMs, int events, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The ingest loop failed and starts again in {DelayMs} ms")]
    public static partial void LoopFailed(this ILogger logger, Exception exception, double delayMs);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {EventId} failed, attempt {Attempt}, next in {DelayMs} ms")]
    public static partial void EventFailed(this ILogger logger, Exception exception, string eventId, int attempt, double delayMs);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Entry {EntryId} of partition {Partition} goes to the dead letters: {Reason}")]
    public static partial void DeadLettered(this ILogger logger, string entryId, int partition, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Entries} entries that another delivery left pending are taken over")]
    public static partial void Reclaimed(this ILogger logger, int entries);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rescore {JobId} completed: {Done} leads looked at, {Changed} changed")]
    public static partial void Rescored(this ILogger logger, long jobId, long done, long changed);

    [LoggerMessage(Level = LogLevel.Error, Message = "The rescore stopped and is tried again in 5 s")]
    public static partial void RescoreFailed(this ILogger logger, Exception exception);
}
