using LeadScoring.Core.Stores;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Sqlite.Database;
using Microsoft.Extensions.DependencyInjection;

namespace LeadScoring.Storage.Sqlite;

internal static class SqliteStoreRegistration
{
    /// <summary>One SQLite file, which is created when it is first used.</summary>
    /// <param name="services">Where it is registered.</param>
    /// <param name="connectionString"><c>Data Source=path</c>; a file, never <c>:memory:</c>.</param>
    public static IServiceCollection AddSqlite(this IServiceCollection services, string connectionString) => services
        .AddSingleton(p => new SqliteFile(connectionString, p.GetRequiredService<TimeProvider>()))
        .AddSingleton<IStoreDatabase>(p => p.GetRequiredService<SqliteFile>())
        .AddSingleton<IStoreInfo, SqliteStoreInfo>();
}

internal sealed class SqliteStoreInfo(SqliteFile file) : IStoreInfo
{
    public bool SharedWriters => false;

    public Task PingAsync(CancellationToken ct) => file.ReadAsync(session => session.Rules.Revision(), ct);
}
