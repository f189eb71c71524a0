using Microsoft.Extensions.Logging;

namespace LeadScoring.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Warning, "The connection to Redis hangs, although Redis answers another one: closing it, attempt {Attempt}")]
    public static partial void RedisConnectionHangs(this ILogger log, int attempt);

    [LoggerMessage(101, LogLevel.Critical, "The connection to Redis still hangs; stopping, to be started again")]
    public static partial void RedisConnectionGivenUp(this ILogger log);

    [LoggerMessage(102, LogLevel.Warning, "The watchdog of the connection to Redis failed: {Error}")]
    public static partial void RedisWatchdogTrouble(this ILogger log, string error);
}
