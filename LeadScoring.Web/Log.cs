namespace LeadScoring.Web;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The API does not answer: {Reason}")]
    public static partial void ApiAway(this ILogger logger, string reason);
}
