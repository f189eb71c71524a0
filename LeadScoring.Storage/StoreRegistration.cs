using LeadScoring.Core.Events;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Insights;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Trends;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Events;
using LeadScoring.Storage.Imports;
using LeadScoring.Storage.Insights;
using LeadScoring.Storage.Jobs;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Mongo;
using LeadScoring.Storage.Rules;
using LeadScoring.Storage.Sqlite;
using LeadScoring.Storage.Trends;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LeadScoring.Storage;

public static class StoreRegistration
{
    /// <summary>Registers the store ports on the database of the connection string.</summary>
    /// <exception cref="NotSupportedException">No adapter understands it.</exception>
    public static IServiceCollection AddLeadScoringStore(this IServiceCollection services, string connectionString)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services.AddDatabase(connectionString.TrimStart())
            .AddSingleton<LeadTableUpdater>()
            .AddSingleton<IEventStore, EventStore>()
            .AddSingleton<ITrendStore, TrendStore>()
            .AddSingleton<ILeadStore, LeadStore>()
            .AddSingleton<IInsightStore, InsightStore>()
            .AddSingleton<IRuleStore, RuleStore>()
            .AddSingleton<IJobStore, JobStore>()
            .AddSingleton<IImportStore, ImportStore>()
            .AddSingleton<IOutbox, OutboxStore>();
    }

    private static IServiceCollection AddDatabase(this IServiceCollection services, string text)
    {
        if (text.StartsWith("Data Source=", StringComparison.OrdinalIgnoreCase)) return services.AddSqlite(text);
        if (text.StartsWith("mongodb://", StringComparison.OrdinalIgnoreCase)) return services.AddMongo(text);
        if (text.StartsWith("mongodb+srv://", StringComparison.OrdinalIgnoreCase)) return services.AddMongo(text);
        throw new NotSupportedException("The store's connection string must be 'Data Source=<file>' (SQLite) or 'mongodb://…' (MongoDB).");
    }
}
