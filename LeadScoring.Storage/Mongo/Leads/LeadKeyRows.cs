using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Leads;

/// <summary>The keys in <c>leads</c>, while a database of an older version is brought up to date.</summary>
internal sealed class LeadKeyRows(SessionCollection leads) : ILeadKeyRows
{
    private static readonly BsonDocument Fields = Bson.Bare("no", "name", "nameKey", "email", "emailKey");

    public List<StoredKeys> After(long number, int limit) =>
        [.. leads.Find(Bson.Above("no", number), MongoSchema.LeadsByNumber, Fields, limit).Select(lead =>
            new StoredKeys(lead.Int64("no"), lead.Text("name"), lead.Text("nameKey"), lead.Text("email"), lead.Text("emailKey")))];

    public long? WithEmailKey(string key) => leads.First(new BsonDocument("emailKey", key), fields: Bson.Only("no"))?.Int64("no");

    public void SetNameKey(long number, string key) => leads.Update(new BsonDocument("no", number), Bson.Set(new BsonDocument("nameKey", key)));

    public void SetEmailKey(long number, string key) => leads.Update(new BsonDocument("no", number), Bson.Set(new BsonDocument("emailKey", key)));
}
