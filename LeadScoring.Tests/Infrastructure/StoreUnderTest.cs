using System.Security.Cryptography;
using System.Text;
using LeadScoring.Tests.Store;
using LeadScoring.Tests.Store.Mongo;
using MongoDB.Driver;

namespace LeadScoring.Tests.Infrastructure;

/// <summary>
/// The store of the tests of the API, the worker and the whole system that do not ask for one: SQLite, or MongoDB when
/// <c>LEADSCORING_TEST_STORE=mongodb</c>. <c>./test</c> runs those in the category <see cref="Any"/> with both.
/// </summary>
public static class StoreUnderTest
{
    /// <summary>Value of the trait <c>Category</c>.</summary>
    public const string Any = "AnyStore";

    public static bool IsMongo { get; } = Environment.GetEnvironmentVariable("LEADSCORING_TEST_STORE") == "mongodb";

    public static IStoreFixture Fixture() => IsMongo ? new MongoFixture() : new SqliteFixture();

    /// <summary>A connection string; with MongoDB of a database of its own for each folder, otherwise of a file in it.</summary>
    public static string In(string folder) => IsMongo
        ? MongoServer.Database(MongoServer.ConnectionString, $"test-{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(folder)).AsSpan(0, 10))}")
        : $"Data Source={Path.Combine(folder, "store.db")}";

    /// <summary>Drops what <see cref="In"/> has led to. An SQLite file goes with its folder.</summary>
    public static async Task DropAsync(string folder)
    {
        if (!IsMongo) return;
        using var client = new MongoClient(MongoServer.ConnectionString);
        await client.DropDatabaseAsync(new MongoUrl(In(folder)).DatabaseName);
    }
}
