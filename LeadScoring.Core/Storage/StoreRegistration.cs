using LeadScoring.Core.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Core.Storage;

public static partial class StoreRegistration
{
    /// <summary>Registers the store ports with the adapter that the connection string calls for.</summary>
    /// <exception cref="NotSupportedException">No adapter of this build understands it.</exception>
    public static IServiceCollection AddLeadScoringStore(this IServiceCollection services, string connectionString)
    {
        var text = connectionString.TrimStart();
        if (text.StartsWith("Data Source=", StringComparison.OrdinalIgnoreCase)) return services.AddSqliteStore(connectionString);
        if (!IsMongo(text)) throw new NotSupportedException("The store's connection string must be 'Data Source=<file>' (SQLite) or 'mongodb://…' (MongoDB).");
        var isRegistered = false;
        AddMongo(services, text, ref isRegistered);
        if (isRegistered) return services;
        throw new NotSupportedException(
            "This build has no MongoDB adapter. Build with UseMongoDB=true, or use 'Data Source=<file>' (SQLite) as the store's connection string.");
    }

    /// <summary>Does something only where the MongoDB driver is referenced.</summary>
    static partial void AddMongo(IServiceCollection services, string connectionString, ref bool isRegistered);

    private static bool IsMongo(string text) =>
        text.StartsWith("mongodb://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("mongodb+srv://", StringComparison.OrdinalIgnoreCase);
}
