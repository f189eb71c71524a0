using LeadScoring.Tests.Infrastructure.Mongo;
using LeadScoring.Tests.Infrastructure.Mongo.Faults;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Driver;

// Not ".MongoDouble", which would hide the class of that name from everything under LeadScoring.Tests.Store.
namespace LeadScoring.Tests.Store.MongoProtocol;

/// <summary>A double of its own for each test, with a client of the plain driver.</summary>
public abstract class DoubleTest : IAsyncLifetime
{
    protected const string DatabaseName = "test";

    private static readonly JsonWriterSettings Canonical = new() { OutputMode = JsonOutputMode.CanonicalExtendedJson };

    private readonly List<MongoClient> _clients = [];

    protected MongoDouble Server { get; } = MongoDouble.Start();

    protected MongoClient Client { get; private set; } = null!;

    protected IMongoDatabase Database => Client.GetDatabase(DatabaseName);

    protected IMongoCollection<BsonDocument> Things => Database.GetCollection<BsonDocument>("things");

    public Task InitializeAsync()
    {
        Client = Connect();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>Another client, as another process would be one.</summary>
    /// <param name="name">Its application name.</param>
    /// <param name="configure">Further settings.</param>
    protected MongoClient Connect(string name = "test", Action<MongoClientSettings>? configure = null)
    {
        var settings = MongoClientSettings.FromConnectionString(Server.ConnectionString);
        settings.ApplicationName = name;
        settings.HeartbeatInterval = TimeSpan.FromMilliseconds(100); // how soon it sees a new primary
        settings.ServerSelectionTimeout = TimeSpan.FromSeconds(10);
        configure?.Invoke(settings);
        var client = new MongoClient(settings);
        _clients.Add(client);
        return client;
    }

    protected static IMongoCollection<BsonDocument> ThingsOf(IMongoClient client) => client.GetDatabase(DatabaseName).GetCollection<BsonDocument>("things");

    protected static BsonDocument Doc(string json) => BsonDocument.Parse(json);

    protected static List<BsonDocument> Docs(params IEnumerable<string> jsons) => [.. jsons.Select(Doc)];

    /// <summary>The same documents down to the types of their numbers, which the driver's own comparison ignores.</summary>
    protected static void AssertSame(IEnumerable<BsonDocument> expected, IEnumerable<BsonDocument> actual) =>
        Assert.Equal(expected.Select(d => d.ToJson(Canonical)), actual.Select(d => d.ToJson(Canonical)));

    protected List<CommandSeen> Seen()
    {
        var seen = new List<CommandSeen>();
        Server.Faults.Observe(command =>
        {
            lock (seen) seen.Add(command);
        });
        return seen;
    }
}
