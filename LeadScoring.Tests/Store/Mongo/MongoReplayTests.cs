using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Tests.Store.Mongo;

public sealed class MongoReplayTests : ReplayTampering
{
    private readonly MongoFixture _fixture;

    public MongoReplayTests() : this(new MongoFixture())
    {
    }

    private MongoReplayTests(MongoFixture fixture) : base(fixture) => _fixture = fixture;

    [Theory]
    [InlineData("leads", "{ $inc: { score: -7 } }", "score")]
    [InlineData("leads", "{ $inc: { events: 1 } }", "events")]
    [InlineData("leads", "{ $inc: { lastTs: 1 } }", "lastEvent")]
    [InlineData("leads", "{ $inc: { tailEvents: 1 } }", "checkpoints")]
    [InlineData("score_blocks", "{ $inc: { 'step.0': 1 } }", "checkpoints")]
    public Task Replay_reports_and_repairs_what_does_not_follow_from_the_events(string collection, string update, string what) =>
        AssertReportedAndRepairedAsync(_ => UpdateAsync(collection, BsonDocument.Parse(update)), what);

    [Fact]
    public Task Replay_reports_and_repairs_events_that_are_gone() => AssertReportedAndRepairedAsync(
        async time => Assert.Equal(1, (await _fixture.Documents("events").DeleteOneAsync(new BsonDocument("_id", $"e{700 + time}"))).DeletedCount), "events");

    protected override async Task TamperWithRanksAsync()
    {
        foreach (var counts in await _fixture.Documents("score_counts").Find(new BsonDocument()).ToListAsync())
        {
            await _fixture.Documents("score_counts").UpdateOneAsync(new BsonDocument("_id", counts["_id"]), new BsonDocument("$inc", new BsonDocument(counts.GetElement(1).Name, 3)));
        }
    }

    private async Task UpdateAsync(string collection, BsonDocument update)
    {
        var documents = _fixture.Documents(collection);
        var id = collection == "leads" ? (BsonValue)Lead : (await documents.Find(new BsonDocument()).Skip(5).FirstAsync())["_id"];
        await documents.UpdateOneAsync(new BsonDocument("_id", id), update);
    }
}
