using LeadScoring.Storage.Mongo;
using LeadScoring.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Storage;

public static class StoreRegistration
{
    /// <summary>Registers the store ports with the adapter of the connection string.</summary>
    /// <exception cref="NotSupportedException">No adapter understands it.</exception>
    public static IServiceCollection AddLeadScoringStore(this IServiceCollection services, string connectionString)
    {
        var text = connectionString.TrimStart();
        if (text.StartsWith("Data Source=", StringComparison.OrdinalIgnoreCase)) return services.AddSqliteStore(connectionString);
        if (IsMongo(text)) return services.AddMongoStore(text);
        throw new NotSupportedException("The store's connection string must be 'Data Source=<file>' (SQLite) or 'mongodb://…' (MongoDB).");
    }

    private static bool IsMongo(string text) =>
        text.StartsWith("mongodb://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("mongodb+srv://", StringComparison.OrdinalIgnoreCase);
}
