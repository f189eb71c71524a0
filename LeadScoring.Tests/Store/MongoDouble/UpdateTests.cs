using LeadScoring.Tests.Infrastructure.Mongo.Updates;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Tests.Store.MongoProtocol;

/// <summary>Update operators, by the documentation of each.</summary>
public sealed class UpdateTests : DoubleTest
{
    [Theory]
    [InlineData("{ a: 1 }", "{ $set: { 'b.c': 2, a: 3 } }", "{ a: 3, b: { c: 2 } }")]
    [InlineData("{ m: 1 }", "{ $set: { z: 1, c: 2, 'n.10': 1, 'n.9': 1 } }", "{ m: 1, c: 2, n: { '9': 1, '10': 1 }, z: 1 }")] // new fields in the order of their names
    [InlineData("{ a: [1, 2] }", "{ $set: { 'a.1': 9, 'a.3': 8 } }", "{ a: [1, 9, null, 8] }")]
    [InlineData("{ a: 1, b: { c: 1, d: 2 } }", "{ $unset: { a: '', 'b.c': '', 'x.y': '' } }", "{ b: { d: 2 } }")]
    [InlineData("{ a: [1, 2] }", "{ $unset: { 'a.0': '' } }", "{ a: [null, 2] }")]
    [InlineData("{ a: 1 }", "{ $inc: { a: 2, b: 5 } }", "{ a: 3, b: 5 }")]
    [InlineData("{ a: 2147483647 }", "{ $inc: { a: 1 } }", "{ a: { $numberLong: '2147483648' } }")]
    [InlineData("{ a: 1 }", "{ $inc: { a: 0.5 } }", "{ a: 1.5 }")]
    [InlineData("{ a: 1 }", "{ $inc: { a: { $numberLong: '1' } } }", "{ a: { $numberLong: '2' } }")]
    [InlineData("{ a: 5, b: 5 }", "{ $min: { a: 4, b: 6, c: 1 } }", "{ a: 4, b: 5, c: 1 }")]
    [InlineData("{ a: 5, b: 5 }", "{ $max: { a: 4, b: 6, c: 1 } }", "{ a: 5, b: 6, c: 1 }")]
    [InlineData("{ a: 'x' }", "{ $max: { a: 7 } }", "{ a: 'x' }")] // text is above numbers
    [InlineData("{ a: 1 }", "{ $setOnInsert: { a: 2 } }", "{ a: 1 }")]
    [InlineData("{ a: [1] }", "{ $push: { a: 2, b: [3] } }", "{ a: [1, 2], b: [[3]] }")]
    [InlineData("{ a: [1, 2] }", "{ $push: { a: { $each: [3, 4], $slice: -3 } } }", "{ a: [2, 3, 4] }")]
    [InlineData("{ a: [1, 2] }", "{ $push: { a: { $each: [3], $slice: 2 } } }", "{ a: [1, 2] }")]
    [InlineData("{ a: [1, 2, 1, [1]] }", "{ $pull: { a: 1 } }", "{ a: [2] }")]
    [InlineData("{ a: [1, 5, 9] }", "{ $pull: { a: { $gte: 5, $lt: 9 } } }", "{ a: [1, 9] }")]
    [InlineData("{ a: [{ b: 1, c: 1 }, { b: 2 }, 1] }", "{ $pull: { a: { b: 1 } } }", "{ a: [{ b: 2 }, 1] }")]
    [InlineData("{ a: [1] }", "{ $addToSet: { a: 1, b: 2 } }", "{ a: [1], b: [2] }")]
    [InlineData("{ a: [1] }", "{ $addToSet: { a: { $each: [1, 2, 2] } } }", "{ a: [1, 2] }")]
    public void Update_gives(string before, string update, string after)
    {
        var document = Doc(before);
        AssertSame([Doc(after)], [Update.Parse(Doc(update), TimeProvider.System).Apply(document, isInsert: false)]);
        AssertSame([Doc(before)], [document]); // the version before stays as it was
    }

    [Theory]
    [InlineData("{ $inc: { a: 'x' } }", 14)]
    [InlineData("{ $inc: { text: 1 } }", 14)]
    [InlineData("{ $inc: { big: { $numberLong: '1' } } }", 2)]
    [InlineData("{ $push: { text: 1 } }", 2)]
    [InlineData("{ $set: { 'text.b': 1 } }", 28)]
    [InlineData("{ $set: { a: 1 }, $inc: { a: 1 } }", 40)]
    [InlineData("{ $set: { 'a.b': 1 }, $unset: { a: '' } }", 40)]
    [InlineData("{ $rename: { a: 'b' } }", 9)]
    [InlineData("{ $set: { 'list.$[]': 1 } }", 9)]
    [InlineData("{ $push: { list: { $each: [1], $sort: 1 } } }", 2)]
    public async Task Update_refuses(string update, int code)
    {
        await Things.InsertOneAsync(Doc("{ _id: 1, text: 'x', list: [], big: { $numberLong: '9223372036854775807' } }"));
        var error = await Assert.ThrowsAsync<MongoWriteException>(() => Things.UpdateOneAsync(Doc("{ _id: 1 }"), Doc(update)));
        Assert.Equal(code, error.WriteError.Code);
    }

    [Fact]
    public async Task Update_a_pipeline_is_refused_by_name()
    {
        var update = new PipelineUpdateDefinition<BsonDocument>(new EmptyPipelineDefinition<BsonDocument>().AppendStage<BsonDocument, BsonDocument, BsonDocument>("{ $set: { a: 1 } }"));
        var error = await Assert.ThrowsAsync<MongoWriteException>(() => Things.UpdateOneAsync(Doc("{}"), update));
        Assert.Contains("pipeline", error.WriteError.Message, StringComparison.Ordinal);
        Assert.Contains("pipeline", Assert.Single(Server.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_currentDate_sets_the_time_of_the_server()
    {
        var before = TimeProvider.System.GetUtcNow().AddMilliseconds(-1);
        await Things.UpdateOneAsync(Doc("{ _id: 1 }"), Doc("{ $currentDate: { at: true } }"), new() { IsUpsert = true });
        var at = (await Things.Find(Doc("{ _id: 1 }")).SingleAsync())["at"].ToUniversalTime();
        Assert.InRange(at, before.UtcDateTime, before.AddMinutes(1).UtcDateTime);
    }
}
