namespace LeadScoring.Demo;

/// <summary>Everything that the demo service logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Sample data loaded: {Leads} leads, {Events} events queued")]
    public static partial void DemoLoaded(this ILogger log, int leads, int events);

    [LoggerMessage(2, LogLevel.Information, "Sample data is there already: all {Leads} leads exist, nothing was queued")]
    public static partial void DemoAlreadyLoaded(this ILogger log, int leads);

    [LoggerMessage(3, LogLevel.Warning, "Loading sample data waits for the API, attempt {Attempt}: {Reason}")]
    public static partial void LoadingWaits(this ILogger log, int attempt, string reason);

    [LoggerMessage(4, LogLevel.Error, "Sample data was not loaded completely; starting with --seed again goes on")]
    public static partial void SeedingFailed(this ILogger log, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "The request waits, and is tried again: {Reason}")]
    public static partial void RequestWaits(this ILogger log, string reason);

    [LoggerMessage(6, LogLevel.Information, "Sample data removed: {Leads} leads deleted")]
    public static partial void DemoRemoved(this ILogger log, int leads);
}
