using LeadScoring.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace LeadScoring.Core.Streams.Redis;

public static class StreamRegistration
{
    /// <summary>The process's connection, from the connection string of that name.</summary>
    public static IHostApplicationBuilder AddRedisConnection(this IHostApplicationBuilder builder, string name)
    {
        var connectionString = builder.Configuration.GetConnectionString(name);
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw new InvalidOperationException(
                $"There is no connection string for Redis: set ConnectionStrings__{name}, for example to localhost:6379.");
        }

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_ => new RedisConnection(connectionString));
        return builder;
    }

    /// <summary>Everything that goes through Redis, besides the connection.</summary>
    public static IServiceCollection AddLeadScoringStreams(this IServiceCollection services)
    {
        services.AddOptions<StreamOptions>().BindConfiguration(StreamOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<IFaultPoints, NoFaults>();
        services.AddSingleton<BacklogGauge>();
        services.AddSingleton<SubmissionResults>();
        services.AddSingleton<ISubmissionResults>(s => s.GetRequiredService<SubmissionResults>());
        services.AddSingleton<IEventQueue, RedisEventQueue>();
        services.AddSingleton<IQueueMonitor, RedisQueueMonitor>();
        services.AddSingleton<IChangeFeed, RedisChangeFeed>();
        services.AddSingleton<IRuleSignal, RedisRuleSignal>();
        return services;
    }
}
