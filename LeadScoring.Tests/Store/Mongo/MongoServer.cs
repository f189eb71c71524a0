using DotNet.Testcontainers.Builders;
using LeadScoring.Tests.Infrastructure.Mongo;
using MongoDB.Driver;
using Testcontainers.MongoDb;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>
/// The MongoDB replica set for tests, on which each test creates and drops a database of its own: the one that
/// <c>LEADSCORING_TEST_MONGODB</c> names, else a container where an engine answers, else a double in this process. With
/// <c>LEADSCORING_TEST_MONGODB=double</c> it is the double in any case.
/// </summary>
public static class MongoServer
{
    public const string Setting = "LEADSCORING_TEST_MONGODB";

    private const string Image = "mongo:8.0";

    private static readonly Lazy<MongoDouble> SharedDouble = new(Start);
    private static readonly Lazy<string?> Container = new(StartContainer);

    public static string ConnectionString => Environment.GetEnvironmentVariable(Setting) switch
    {
        "double" => TestDouble.ConnectionString,
        { Length: > 0 } named => named,
        _ => Container.Value ?? TestDouble.ConnectionString,
    };

    /// <summary>For tests that need faults.</summary>
    public static MongoDouble TestDouble => SharedDouble.Value;

    /// <summary>The server's connection string with another database.</summary>
    public static string Database(string connectionString, string name) =>
        new MongoUrlBuilder(connectionString) { DatabaseName = name, AuthenticationSource = new MongoUrl(connectionString).AuthenticationSource }.ToString();

    public static string With(string connectionString, string option, string value) =>
        $"{connectionString}{(connectionString.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{option}={value}";

    /// <summary>With the life of transactions that our own containers have.</summary>
    private static MongoDouble Start()
    {
        var server = MongoDouble.Start();
        server.TransactionLifetime = TimeSpan.FromSeconds(20);
        return server;
    }

    /// <summary>Null where no engine answers. The container is removed when this process has ended.</summary>
    private static string? StartContainer()
    {
        try
        {
            var container = new MongoDbBuilder(Image).WithReplicaSet().Build();
            Task.Run(() => container.StartAsync()).GetAwaiter().GetResult();
            return container.GetConnectionString();
        }
        catch (DockerUnavailableException)
        {
            return null;
        }
    }
}
