using LeadScoring.Core.Stores;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Mongo.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo;

internal static class MongoStoreRegistration
{
    private const string DefaultDatabase = "leadscoring";
    private static readonly TimeSpan ServerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Longer than any command takes; ends the wait for a server that vanished without closing its connections.</summary>
    private static readonly TimeSpan SocketTimeout = TimeSpan.FromSeconds(60);

    /// <summary>One database of a replica set; its collections and indexes are created when it is first used.</summary>
    /// <param name="services">Where it is registered. A registered <see cref="IMongoClient"/> is used.</param>
    /// <param name="connectionString"><c>mongodb://…</c> or <c>mongodb+srv://…</c>; the database is <c>leadscoring</c> unless it names one.</param>
    public static IServiceCollection AddMongo(this IServiceCollection services, string connectionString)
    {
        var url = MongoUrl.Create(connectionString);
        services.TryAddSingleton<IMongoClient>(_ => new MongoClient(Settings(url)));
        return services
            .AddSingleton(p => new MongoData(
                p.GetRequiredService<IMongoClient>().GetDatabase(url.DatabaseName ?? DefaultDatabase), p.GetRequiredService<TimeProvider>(),
                p.GetService<ILogger<MongoData>>() ?? NullLogger<MongoData>.Instance))
            .AddSingleton<IStoreDatabase>(p => p.GetRequiredService<MongoData>())
            .AddSingleton<IStoreInfo, MongoStoreInfo>();
    }

    private static MongoClientSettings Settings(MongoUrl url)
    {
        var settings = MongoClientSettings.FromUrl(url);
        settings.ServerSelectionTimeout = ServerTimeout;
        settings.ConnectTimeout = ServerTimeout;
        settings.SocketTimeout = SocketTimeout;
        settings.ApplicationName ??= "leadscoring";
        return settings;
    }
}

internal sealed class MongoStoreInfo(MongoData data) : IStoreInfo
{
    public bool SharedWriters => true;

    public Task PingAsync(CancellationToken ct) => data.PingAsync(ct);
}
