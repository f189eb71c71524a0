namespace LeadScoring.Api;

/// <summary>Everything that the API logs: ids and counts, never payloads or addresses.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The event queue is unavailable: {Reason}")]
    public static partial void QueueUnavailable(this ILogger log, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The store is unavailable: {Reason}")]
    public static partial void StoreUnavailable(this ILogger log, string reason);

    [LoggerMessage(3, LogLevel.Warning, "The backlog of {Backlog} events is over its bound of {Bound}")]
    public static partial void QueueFull(this ILogger log, long backlog, long bound);

    [LoggerMessage(4, LogLevel.Information, "Rule {EventType} version {Version} was published; rescore {RescoreId}")]
    public static partial void RulePublished(this ILogger log, string eventType, int version, long rescoreId);

    [LoggerMessage(5, LogLevel.Debug, "Batch taken: {Queued} events queued, {Rejected} rejected")]
    public static partial void BatchTaken(this ILogger log, int queued, int rejected);

    [LoggerMessage(6, LogLevel.Warning, "{Count} changes of leads could not be announced: {Error}; trying again in {WaitMs} ms")]
    public static partial void AnnouncingFailed(this ILogger log, int count, string error, int waitMs);

    [LoggerMessage(7, LogLevel.Warning, "Leads cannot be searched yet: {Error}; the first search tries again")]
    public static partial void SearchNotWarm(this ILogger log, string error);

    [LoggerMessage(8, LogLevel.Warning, "The change feed is away; the stream of scores waits for it: {Error}")]
    public static partial void FeedUnavailable(this ILogger log, string error);

    [LoggerMessage(9, LogLevel.Information, "A client of the stream of scores took nothing for {Seconds} s and was dropped")]
    public static partial void SlowClientDropped(this ILogger log, int seconds);

    [LoggerMessage(40, LogLevel.Error, "The export {Name} broke off; its client was cut off")]
    public static partial void ExportBroken(this ILogger log, Exception error, string name);

    [LoggerMessage(41, LogLevel.Information, "Dead letter {Id} is tried again")]
    public static partial void DeadLetterRetried(this ILogger log, string id);

    [LoggerMessage(42, LogLevel.Information, "Dead letter {Id} was discarded")]
    public static partial void DeadLetterDiscarded(this ILogger log, string id);

    [LoggerMessage(47, LogLevel.Information, "{Count} dead letters are tried again")]
    public static partial void DeadLettersRetried(this ILogger log, int count);

    [LoggerMessage(48, LogLevel.Information, "{Count} dead letters were discarded")]
    public static partial void DeadLettersDiscarded(this ILogger log, int count);

    [LoggerMessage(43, LogLevel.Information, "{Count} dead letters older than {Hours} h were discarded")]
    public static partial void DeadLettersCleaned(this ILogger log, long count, int hours);

    [LoggerMessage(44, LogLevel.Warning, "Event {EventId} is tried again, and reads as failed until then: {Error}")]
    public static partial void FailureNotForgotten(this ILogger log, string eventId, string error);

    [LoggerMessage(30, LogLevel.Information, "Import {ImportId} read: {Rows} rows, {Queued} events queued, {Rejected} rejected")]
    public static partial void ImportFinished(this ILogger log, string importId, long rows, long queued, long rejected);

    [LoggerMessage(31, LogLevel.Warning, "Import {ImportId} stopped after {Rows} rows: {Error}")]
    public static partial void ImportStopped(this ILogger log, string importId, long rows, string error);

    [LoggerMessage(33, LogLevel.Information, "Import {ImportId} was cut off after {Rows} rows: its client closed the connection")]
    public static partial void ImportCutOff(this ILogger log, string importId, long rows);

    [LoggerMessage(32, LogLevel.Warning, "The record of import {ImportId} could not be closed: the store is away")]
    public static partial void ImportNotSaved(this ILogger log, string importId);

    [LoggerMessage(14, LogLevel.Error, "{Count} changes of leads were not announced")]
    public static partial void AnnouncementsLost(this ILogger log, Exception error, int count);
}
