using MongoDB.Driver;

namespace LeadScoring.Tests.Store.Mongo;

public static partial class MongoServer
{
    private static readonly Lazy<MongoClient> Client = new(() => new MongoClient(Url));

    static partial void DropDatabase(string name) => Client.Value.DropDatabase(name);
}
