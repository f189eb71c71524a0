using LeadScoring.Core.Storage;
using LeadScoring.Core.Streams;
using LeadScoring.Core.Streams.Redis;
using LeadScoring.ServiceDefaults;
using LeadScoring.Worker.Ingest;
using LeadScoring.Worker.Leases;
using LeadScoring.Worker.Rescoring;

namespace LeadScoring.Worker;

public static class WorkerRegistration
{
    /// <summary>The loops of a worker, on whatever store, streams and connection are registered.</summary>
    public static IServiceCollection AddScoringWorker(this IServiceCollection services)
    {
        services.AddOptions<WorkerOptions>().BindConfiguration(WorkerOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ScoringOptions>().BindConfiguration(ScoringOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<WorkerIdentity>();
        services.AddSingleton<EntryReader>();
        services.AddSingleton<BatchCommit>();
        services.AddSingleton<BatchFinish>();
        // Hosted services stop in reverse order: the loops finish before the leases are returned.
        services.AddHosted<WorkerHeartbeats>();
        services.AddHosted<LeaseKeeper>();
        services.AddSingleton<ILeases>(s => s.GetRequiredService<LeaseKeeper>());
        services.AddHosted<RescoreLoop>();
        services.AddHosted<IngestLoop>();
        services.AddHealthChecks()
            .AddProbe("redis", (s, ct) => s.GetRequiredService<IQueueMonitor>().PingAsync(ct))
            .AddProbe("store", (s, ct) => s.GetRequiredService<IStoreInfo>().PingAsync(ct));
        return services;
    }

    private static void AddHosted<T>(this IServiceCollection services)
        where T : class, IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(s => s.GetRequiredService<T>());
    }
}
