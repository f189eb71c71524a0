using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using LeadScoring.ServiceDefaults;
using LeadScoring.Storage;
using LeadScoring.Streams;
using LeadScoring.Worker.Health;
using LeadScoring.Worker.Ingest;
using LeadScoring.Worker.Leases;
using LeadScoring.Worker.Purge;
using LeadScoring.Worker.Rescore;
using LeadScoring.Worker.Telemetry;

namespace LeadScoring.Worker.Hosting;

internal static class WorkerRegistration
{
    private const string StoreName = "leadscoring";

    public static WebApplicationBuilder AddWorker(this WebApplicationBuilder builder)
    {
        var store = builder.Configuration.GetConnectionString(StoreName);
        if (string.IsNullOrWhiteSpace(store))
            throw new InvalidOperationException($"ConnectionStrings:{StoreName} is not set. Give the store, e.g. ConnectionStrings__{StoreName}=\"Data Source=leadscoring.db\".");

        builder.Services.AddLeadScoringStore(store).AddLeadScoringStreams().AddWorkerServices(WorkerIdentity.From(builder.Configuration));
        builder.Services.AddHealthChecks()
            .AddProbe("redis", (s, ct) => s.GetRequiredService<IQueueMonitor>().PingAsync(ct))
            .AddProbe("store", (s, ct) => s.GetRequiredService<IStoreInfo>().PingAsync(ct))
            .AddCheck<LeaseHealthCheck>("leases");
        return builder;
    }

    /// <summary>Hosted services stop in reverse: no new batches first, and the leases are released last.</summary>
    public static IServiceCollection AddWorkerServices(this IServiceCollection services, WorkerIdentity identity)
    {
        services.AddOptions<WorkerOptions>().BindConfiguration(WorkerOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ScoringOptions>().BindConfiguration(ScoringOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton(identity)
            .AddSingleton<IngestActivity>()
            .AddSingleton<PartitionLeases>()
            .AddSingleton<DelayedEntries>()
            .AddSingleton<LaneReader>()
            .AddSingleton<BatchCommitter>()
            .AddSingleton<BatchFinisher>()
            .AddSingleton<IngestLoop>()
            .AddSingleton<RescoreLoop>()
            .AddSingleton<PurgeLoop>()
            .AddHostedService<LeaseService>()
            .AddHostedService<HeartbeatService>()
            .AddHostedService<QueueGauges>()
            .AddHostedService<PurgeService>()
            .AddHostedService<RescoreService>()
            .AddHostedService<IngestService>();
    }
}
