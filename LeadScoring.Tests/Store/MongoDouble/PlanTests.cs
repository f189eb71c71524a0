using System.Diagnostics;
using LeadScoring.Tests.Infrastructure.Mongo;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Tests.Store.MongoProtocol;

/// <summary>A query through an index costs about what it finds, and the double tells what it cost.</summary>
public sealed class PlanTests : DoubleTest
{
    [Fact]
    public async Task Plan_of_one_lead_among_many_reads_its_events_only()
    {
        const int Leads = 200;
        const int Events = 100;
        await Things.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc("{ l: 1, t: 1, _id: 1 }")));
        var events = Enumerable.Range(0, Leads * Events).Select(i => new BsonDocument { { "_id", i }, { "l", $"lead{i % Leads}" }, { "t", i / Leads } });
        await Things.InsertManyAsync(events);

        var stats = await FindAsync("{ l: 'lead7' }", "{ t: 1, _id: 1 }");
        Assert.Equal((100, 100, false), (stats.DocumentsReturned, stats.DocumentsExamined, stats.IsSortedInMemory));
        stats = await FindAsync("{ l: 'lead7', t: { $gte: 10, $lt: 20 } }", "{ t: -1, _id: -1 }");
        Assert.Equal((10, 10, 10), (stats.DocumentsReturned, stats.DocumentsExamined, stats.KeysExamined));
        stats = await FindAsync("{ l: 'lead7' }", "{ t: -1, _id: -1 }", limit: 3);
        Assert.Equal((3, 3, false), (stats.DocumentsReturned, stats.DocumentsExamined, stats.IsSortedInMemory));
        stats = await FindAsync("{ l: { $in: ['lead7', 'lead9'] } }", "{ t: 1, _id: 1 }", limit: 4);
        Assert.Equal((4, false), (stats.DocumentsReturned, stats.IsSortedInMemory)); // merged
        Assert.InRange(stats.DocumentsExamined, 4, 6);
        stats = await FindAsync("{ l: 'lead7', $or: [{ t: { $gt: 50 } }, { t: 50, _id: { $gt: 10000 } }] }", "{ t: 1, _id: 1 }", limit: 5);
        Assert.Equal((5, false), (stats.DocumentsReturned, stats.IsSortedInMemory));
        Assert.InRange(stats.DocumentsExamined, 5, 8);
    }

    [Fact]
    public async Task Plan_notes_collection_scans_and_sorts_in_memory()
    {
        await Things.InsertManyAsync(Enumerable.Range(0, 50).Select(i => new BsonDocument { { "_id", i }, { "a", i % 7 }, { "b", i % 3 } }));
        await Things.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc("{ a: 1 }")));
        Assert.True((await FindAsync("{ b: 1 }", "{}")).IsCollectionScan);
        var stats = await FindAsync("{ a: 1 }", "{ b: 1 }");
        Assert.Equal((false, true, 7), (stats.IsCollectionScan, stats.IsSortedInMemory, stats.DocumentsExamined));
        stats = await FindAsync("{}", "{ a: 1 }", limit: 2);
        Assert.Equal((false, false, 2), (stats.IsCollectionScan, stats.IsSortedInMemory, stats.DocumentsExamined));
        await Things.UpdateOneAsync(Doc("{ b: 9 }"), Doc("{ $set: { c: 1 } }"));
        Assert.Equal(("update", true), (Server.Queries[^1].Command, Server.Queries[^1].IsCollectionScan));
        await Things.Aggregate().Match(Doc("{ a: { $gte: 5 } }")).Sort(Doc("{ a: -1 }")).Limit(2).ToListAsync();
        Assert.Equal(("aggregate", 2), (Server.Queries[^1].Command, Server.Queries[^1].DocumentsExamined));
    }

    [Fact]
    public async Task Plan_keeps_to_a_hint_and_refuses_one_without_an_index()
    {
        await Things.InsertManyAsync(Docs("{ _id: 1, a: 1 }", "{ _id: 2, a: 1 }"));
        await Things.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc("{ a: 1 }")));
        await Things.Find(Doc("{ a: 1 }"), new() { Hint = "_id_" }).ToListAsync();
        Assert.Equal("_id_", Server.Queries[^1].Indexes.Single());
        var error = await Assert.ThrowsAsync<MongoCommandException>(() => Things.Find(Doc("{ a: 1 }"), new() { Hint = Doc("{ b: 1 }") }).ToListAsync());
        Assert.Equal(2, error.Code);
    }

    [Fact]
    public async Task Plan_ten_thousand_writes_and_reads_take_seconds_not_minutes()
    {
        await Things.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc("{ a: 1, _id: 1 }")));
        var started = Stopwatch.GetTimestamp();
        await Things.InsertManyAsync(Enumerable.Range(0, 20_000).Select(i => new BsonDocument { { "_id", i }, { "a", i % 100 } }));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            for (var i = 0; i < 500; i++) await Things.Find(new BsonDocument("_id", (i * 8) + worker)).SingleAsync();
        }));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromMinutes(1)); // some 2 s alone on two cores
    }

    private async Task<QueryStats> FindAsync(string filter, string sort, int? limit = null)
    {
        Server.ClearQueries();
        await Things.Find(Doc(filter)).Sort(Doc(sort)).Limit(limit).ToListAsync();
        return Server.Queries.Single();
    }
}
