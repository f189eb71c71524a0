using LeadScoring.Core.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LeadScoring.Core.Streams.Redis;

public static class StreamRegistration
{
    /// <summary>Every stream port on the registered <c>IConnectionMultiplexer</c>. Options: section <c>Streams</c>.</summary>
    public static IServiceCollection AddLeadScoringStreams(this IServiceCollection services)
    {
        services.AddOptions<StreamOptions>().BindConfiguration(StreamOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IFaultPoints, NoFaults>();
        return services
            .AddSingleton<WorkerRoster>()
            .AddSingleton<RedisSubmissionResults>()
            .AddSingleton<ISubmissionResults>(p => p.GetRequiredService<RedisSubmissionResults>())
            .AddSingleton<SubmissionReplies>()
            .AddSingleton<IEventQueue, RedisEventQueue>()
            .AddSingleton<IQueueMonitor, RedisQueueMonitor>()
            .AddSingleton<IChangeFeed, RedisChangeFeed>()
            .AddSingleton<IRuleSignal, RedisRuleSignal>()
            .AddSingleton<IDeadLetters, RedisDeadLetters>()
            .AddSingleton<IDemoSwitch, RedisDemoSwitch>();
    }
}
