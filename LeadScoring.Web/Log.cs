namespace LeadScoring.Web;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The API does not answer: {Reason}")]
    public static partial void ApiUnavailable(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The change feed cannot be read: {Reason}")]
    public static partial void FeedUnavailable(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sparklines or reasons could not be read: {Reason}")]
    public static partial void TrendsFailed(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The boards could not be read")]
    public static partial void BoardsFailed(this ILogger logger, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "A part of a page failed")]
    public static partial void RegionFailed(this ILogger logger, Exception e);
}
