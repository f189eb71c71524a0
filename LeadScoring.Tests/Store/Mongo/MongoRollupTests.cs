using MongoDB.Bson;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>Databases of a version without rollups.</summary>
public sealed class MongoRollupTests : IDisposable
{
    private readonly MongoFixture _fixture = new();

    public void Dispose() => _fixture.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Fact]
    public async Task A_database_without_rollups_gets_them_of_all_its_events()
    {
        var old = await OldEvents.CreateAsync(_fixture.Open());
        await _fixture.Documents("event_rollups").DeleteManyAsync(new BsonDocument());
        await _fixture.Documents("rollup_changes").DeleteManyAsync(new BsonDocument());
        await _fixture.Documents("counters").DeleteOneAsync(new BsonDocument("_id", "rollups"));
        await _fixture.Documents("leads").UpdateManyAsync(new BsonDocument(), new BsonDocument("$unset", new BsonDocument("newestDays", "")));
        await old.CheckAsync(_fixture.Open);
    }
}
