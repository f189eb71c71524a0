using LeadScoring.Core.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LeadScoring.Core.Sqlite;

public static class SqliteStoreRegistration
{
    /// <summary>Every store port on one SQLite file, which is created when it is first used.</summary>
    /// <param name="services">Where the ports are registered.</param>
    /// <param name="connectionString"><c>Data Source=path</c>; a file, never <c>:memory:</c>.</param>
    public static IServiceCollection AddSqliteStore(this IServiceCollection services, string connectionString)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(p => new SqliteFile(connectionString, p.GetRequiredService<TimeProvider>()))
            .AddSingleton<LeadTableFeed>()
            .AddSingleton<IEventStore, SqliteEventStore>()
            .AddSingleton<ITrendStore, SqliteTrendStore>()
            .AddSingleton<ILeadStore, SqliteLeadStore>()
            .AddSingleton<IRuleStore, SqliteRuleStore>()
            .AddSingleton<IRescoreStore, SqliteRescoreStore>()
            .AddSingleton<IImportStore, SqliteImportStore>()
            .AddSingleton<IStoreInfo, SqliteStoreInfo>();
    }
}
