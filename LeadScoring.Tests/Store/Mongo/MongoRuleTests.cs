using MongoDB.Bson;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>Databases of a version without rules of logged activities.</summary>
public sealed class MongoRuleTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly MongoFixture _fixture = new();

    public Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task InitialRules_adds_what_an_older_database_lacks_and_leaves_what_was_published()
    {
        var activities = new BsonDocument("type", new BsonDocument("$in", new BsonArray(new[] { "rep:call", "rep:email", "rep:meeting", "rep:note" })));
        var lead = await OldRules.CreateAsync(_fixture.Open(), () => _fixture.Documents("rule_versions").DeleteManyAsync(activities));
        await OldRules.CheckAsync(_fixture.Open, lead);
    }
}
