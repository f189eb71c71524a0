using LeadScoring.Core.Leads;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>Databases of a version whose leads have other keys.</summary>
public sealed class MongoLeadKeyTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly MongoFixture _fixture = new();

    public Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task LeadKeyRewrite_makes_leads_of_an_older_database_sorted_and_found_as_new_ones()
    {
        var ids = await OldDatabaseAsync();
        await OldLeadKeys.CheckAsync(_fixture.Open(), ids);
    }

    [Fact]
    public async Task LeadKeyRewrite_is_shared_by_processes_that_start_at_once_and_happens_once()
    {
        var ids = await OldDatabaseAsync();
        var stores = Enumerable.Range(0, 4).Select(_ => _fixture.Open()).ToList();
        await Task.WhenAll(stores.Select(store => Task.Run(() => store.Rules.CurrentAsync(default))));
        var progress = await _fixture.Documents("counters").Find(new BsonDocument("_id", "leadKeys2")).SingleAsync();
        Assert.True(progress["done"].AsBoolean);
        await OldLeadKeys.CheckAsync(stores[^1], ids);

        // Nothing is rewritten again, not even what someone has tampered with.
        await _fixture.Documents("leads").UpdateOneAsync(new BsonDocument("_id", ids[8]), new BsonDocument("$set", new BsonDocument("emailKey", "tampered@x.example")));
        Assert.Equal(ids[8], (await _fixture.Open().Leads.FindByEmailAsync(["tampered@x.example"], default)).Values.Single());
    }

    [Fact]
    public async Task LeadKeyRewrite_continues_where_another_process_ended()
    {
        var ids = await OldDatabaseAsync();
        var third = (await _fixture.Documents("leads").Find(new BsonDocument("_id", ids[3])).SingleAsync())["no"].ToInt64();
        await _fixture.Documents("counters").InsertOneAsync(new BsonDocument { { "_id", "leadKeys2" }, { "last", third }, { "done", false } });
        var found = await _fixture.Open().Leads.FindByEmailAsync(["a@m\u00fcnchen.de", "zara@x.example"], default);
        Assert.Equal((ids[3], ids[4]), (found["a@m\u00fcnchen.de"], found["zara@x.example"])); // the first three were not looked at
    }

    private async Task<List<string>> OldDatabaseAsync()
    {
        var created = _fixture.Open();
        var old = new List<WriteModel<BsonDocument>>();
        var ids = await OldLeadKeys.CreateAsync(created, (id, name, email, key) => old.Add(new UpdateOneModel<BsonDocument>(
            new BsonDocument("_id", id),
            new BsonDocument("$set", new BsonDocument { { "name", name }, { "nameKey", TextKey.Of(name) }, { "email", email }, { "emailKey", key } }))));
        await _fixture.Documents("leads").BulkWriteAsync(old);
        await _fixture.Documents("counters").DeleteOneAsync(new BsonDocument("_id", "leadKeys2"));
        return ids;
    }
}
