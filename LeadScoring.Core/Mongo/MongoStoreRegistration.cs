using LeadScoring.Core.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MongoDB.Driver;

namespace LeadScoring.Core.Mongo;

public static class MongoStoreRegistration
{
    private const string DefaultDatabase = "leadscoring";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Every store port on one MongoDB database; its collections and indexes are created when it is first used.</summary>
    /// <param name="services">Where the ports are registered. An <see cref="IMongoClient"/> that is there already is used.</param>
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
            .AddSingleton<LeadTableFeed>()
            .AddSingleton<IEventStore, MongoEventStore>()
            .AddSingleton<ITrendStore, MongoTrendStore>()
            .AddSingleton<ILeadStore, MongoLeadStore>()
            .AddSingleton<IRuleStore, MongoRuleStore>()
            .AddSingleton<IRescoreStore, MongoRescoreStore>()
            .AddSingleton<IImportStore, MongoImportStore>()
            .AddSingleton<IStoreInfo, MongoStoreInfo>();
    }

    private static MongoClientSettings Settings(MongoUrl url)
    {
        var settings = MongoClientSettings.FromUrl(url);
        settings.ServerSelectionTimeout = Patience;
        settings.ConnectTimeout = Patience;
        settings.ApplicationName ??= "leadscoring";
        return settings;
    }
}
