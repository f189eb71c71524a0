using LeadScoring.Core.Events;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Stores;
using LeadScoring.Core.Trends;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Sqlite.Events;
using LeadScoring.Storage.Sqlite.Imports;
using LeadScoring.Storage.Sqlite.Jobs;
using LeadScoring.Storage.Sqlite.Leads;
using LeadScoring.Storage.Sqlite.Rules;
using LeadScoring.Storage.Sqlite.Trends;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LeadScoring.Storage.Sqlite;

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
            .AddSingleton<LeadTableUpdater>()
            .AddSingleton<IEventStore, SqliteEventStore>()
            .AddSingleton<ITrendStore, SqliteTrendStore>()
            .AddSingleton<ILeadStore, SqliteLeadStore>()
            .AddSingleton<IRuleStore, SqliteRuleStore>()
            .AddSingleton<IJobStore, SqliteJobStore>()
            .AddSingleton<IImportStore, SqliteImportStore>()
            .AddSingleton<IStoreInfo, SqliteStoreInfo>();
    }
}

internal sealed class SqliteStoreInfo(SqliteFile file) : IStoreInfo
{
    public bool SharedWriters => false;

    public Task PingAsync(CancellationToken ct) => file.ReadAsync(RuleRows.Revision, ct);
}
