using Microsoft.Extensions.Logging;

namespace LeadScoring.Storage.Mongo;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Critical, Message = "The store cannot be used: {Reason}")]
    public static partial void NotPrepared(this ILogger log, string reason);
}
