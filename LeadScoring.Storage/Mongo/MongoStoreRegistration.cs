using LeadScoring.Core.Events;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Stores;
using LeadScoring.Core.Trends;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Mongo.Events;
using LeadScoring.Storage.Mongo.Imports;
using LeadScoring.Storage.Mongo.Jobs;
using LeadScoring.Storage.Mongo.Leads;
using LeadScoring.Storage.Mongo.Rules;
using LeadScoring.Storage.Mongo.Trends;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo;

public static class MongoStoreRegistration
{
    private const string DefaultDatabase = "leadscoring";
    private static readonly TimeSpan ServerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Every store port on one MongoDB database; its collections and indexes are created when it is first used.</summary>
    /// <param name="services">Where the ports are registered. A registered <see cref="IMongoClient"/> is used.</param>
    /// <param name="connectionString"><c>mongodb://…</c> or <c>mongodb+srv://…</c>; the database is <c>leadscoring</c> unless it names one.</param>
    public static IServiceCollection AddMongoStore(this IServiceCollection services, string connectionString)
    {
        var url = MongoUrl.Create(connectionString);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IFaultPoints, NoFaults>();
        services.TryAddSingleton<IMongoClient>(_ => new MongoClient(Settings(url)));
        return services
            .AddSingleton(p => new MongoData(
                p.GetRequiredService<IMongoClient>().GetDatabase(url.DatabaseName ?? DefaultDatabase),
                p.GetRequiredService<IFaultPoints>(), p.GetRequiredService<TimeProvider>()))
            .AddSingleton<LeadTableUpdater>()
            .AddSingleton<IEventStore, MongoEventStore>()
            .AddSingleton<ITrendStore, MongoTrendStore>()
            .AddSingleton<ILeadStore, MongoLeadStore>()
            .AddSingleton<IRuleStore, MongoRuleStore>()
            .AddSingleton<IJobStore, MongoJobStore>()
            .AddSingleton<IImportStore, MongoImportStore>()
            .AddSingleton<IStoreInfo, MongoStoreInfo>();
    }

    private static MongoClientSettings Settings(MongoUrl url)
    {
        var settings = MongoClientSettings.FromUrl(url);
        settings.ServerSelectionTimeout = ServerTimeout;
        settings.ConnectTimeout = ServerTimeout;
        settings.ApplicationName ??= "leadscoring";
        return settings;
    }
}

internal sealed class MongoStoreInfo(MongoData data) : IStoreInfo
{
    public bool SharedWriters => true;

    public Task PingAsync(CancellationToken ct) =>
        data.RunAsync(() => data.Database.RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), cancellationToken: ct), ct);
}
