using LeadScoring.Core.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Core.Storage;

public static class StoreRegistration
{
    /// <summary>Registers the store ports with the adapter that the connection string calls for.</summary>
    /// <exception cref="NotSupportedException">No adapter of this build understands it.</exception>
    public static IServiceCollection AddLeadScoringStore(this IServiceCollection services, string connectionString)
    {
        var text = connectionString.TrimStart();
        if (text.StartsWith("Data Source=", StringComparison.OrdinalIgnoreCase)) return services.AddSqliteStore(connectionString);
        throw new NotSupportedException(IsMongo(text)
            ? "This build has no MongoDB adapter. Use 'Data Source=<file>' (SQLite) as the store's connection string."
            : "The store's connection string must be 'Data Source=<file>' (SQLite).");
    }

    private static bool IsMongo(string text) =>
        text.StartsWith("mongodb://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("mongodb+srv://", StringComparison.OrdinalIgnoreCase);
}
