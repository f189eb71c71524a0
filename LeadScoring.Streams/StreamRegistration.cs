using LeadScoring.Core.Feed;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Stores;
using LeadScoring.Streams.DeadLetters;
using LeadScoring.Streams.Feed;
using LeadScoring.Streams.History;
using LeadScoring.Streams.Leases;
using LeadScoring.Streams.Notifications;
using LeadScoring.Streams.Queue;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LeadScoring.Streams;

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
            .AddSingleton<QueueRecorder>()
            .AddSingleton<IQueueHistory, RedisQueueHistory>()
            .AddSingleton<RedisSubmissionResults>()
            .AddSingleton<ISubmissionResults>(p => p.GetRequiredService<RedisSubmissionResults>())
            .AddSingleton<SubmissionReplies>()
            .AddSingleton<IEventQueue, RedisEventQueue>()
            .AddSingleton<IQueueMonitor, RedisQueueMonitor>()
            .AddSingleton<IChangeFeed, RedisChangeFeed>()
            .AddSingleton<IJobNotifier, RedisJobNotifier>()
            .AddSingleton<IDeadLetters, RedisDeadLetters>();
    }
}
