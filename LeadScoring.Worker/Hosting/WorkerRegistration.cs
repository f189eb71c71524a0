using LeadScoring.Core.Queue;
using LeadScoring.Core.Stores;
using LeadScoring.ServiceDefaults;
using LeadScoring.Storage;
using LeadScoring.Streams;
using LeadScoring.Streams.Leases;
using LeadScoring.Worker.Ingest;
using LeadScoring.Worker.Jobs;
using LeadScoring.Worker.Leases;
using Microsoft.Extensions.Options;

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

    public static IServiceCollection AddWorkerServices(this IServiceCollection services, WorkerIdentity identity)
    {
        services.AddOptions<WorkerOptions>().BindConfiguration(WorkerOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ScoringOptions>().BindConfiguration(ScoringOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services
            .AddSingleton(identity)
            .AddSingleton(provider => new LeaseSettings(
                identity.Name, provider.GetRequiredService<IOptions<WorkerOptions>>().Value.LeaseMs, provider.GetRequiredService<IStoreInfo>().SharedWriters))
            .AddSingleton<PartitionLeases>()
            .AddSingleton<IngestActivity>()
            .AddSingleton<DelayedEntries>()
            .AddSingleton<LaneReader>()
            .AddSingleton<BatchCommitter>()
            .AddSingleton<BatchFinisher>();

        // Hosted services stop in reverse order: ingest first, so that no new batch begins, and the leases are released last.
        return services
            .AddHosted<LeaseService>()
            .AddHosted<HeartbeatService>()
            .AddHosted<QueueGauges>()
            .AddHosted<PurgeService>()
            .AddHosted<OutboxRelay>()
            .AddHosted<RollupService>()
            .AddHosted<JobRunner>()
            .AddHosted<IngestService>();
    }

    /// <summary>A singleton as well, so that tests can run a service without a host.</summary>
    private static IServiceCollection AddHosted<T>(this IServiceCollection services)
        where T : class, IHostedService => services.AddSingleton<T>().AddHostedService(provider => provider.GetRequiredService<T>());
}

/// <summary>
/// This worker's name in leases and consumer groups. A replica that is restarted keeps its name, the service instance id that its host gives
/// it, and so takes its leases and pending entries back at once.
/// </summary>
internal sealed record WorkerIdentity(string Name)
{
    private const string Attribute = "service.instance.id=";

    public static WorkerIdentity From(IConfiguration configuration)
    {
        var attributes = (configuration["OTEL_RESOURCE_ATTRIBUTES"] ?? "").Split(',', StringSplitOptions.TrimEntries);
        var given = attributes.FirstOrDefault(a => a.StartsWith(Attribute, StringComparison.Ordinal))?[Attribute.Length..];
        return new(string.IsNullOrEmpty(given) ? $"{Environment.MachineName}-{Guid.NewGuid():N}" : given);
    }
}
