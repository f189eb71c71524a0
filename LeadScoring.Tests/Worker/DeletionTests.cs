using LeadScoring.Core.Events;
using LeadScoring.Core.Queue;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using LeadScoring.Worker.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Tests.Worker;

[Trait("Category", StoreUnderTest.Any)]
public sealed class DeletionTests : WorkerFixture
{
    [Fact]
    public async Task Events_in_flight_for_a_deleted_lead_fail_as_such_and_recreate_nothing()
    {
        await SubmitAsync(Lane.Live, Traffic(100));
        var doomed = Leads[3];
        Leads.RemoveAt(3);
        await SubmitAsync(Lane.Live, Given.Event(doomed, "in-flight", "purchase", 1_700_000_000_000));
        await Store.Leads.DeleteAsync(doomed, default);
        await StartAsync();

        await DrainedAsync();
        await AllIsWellAsync();
        Assert.Null(await Store.Leads.FindAsync(doomed, default));
        Assert.Equal("lead deleted", (await Store.Events.FindFailureAsync("in-flight", default))!.Reason);
        var dead = await Get<IDeadLetters>().ListAsync(100, default);
        Assert.Contains(dead, d => d is { EventId: "in-flight", Reason: "lead deleted" });
        Assert.All(dead, d => Assert.Equal(doomed, d.LeadId));
    }

    [Fact]
    public async Task A_lead_created_anew_and_sent_all_its_events_again_delays_no_other_event()
    {
        await StartAsync();
        await SubmitAsync(Lane.Live, Given.Event(Leads[0], "old", "purchase", 1_700_000_000_000));
        await DrainedAsync();
        await Store.Leads.DeleteAsync(Leads[0], default);
        Leads[0] = await Store.LeadAsync("lead0");
        await Queue.EnqueueAsync(Lane.Live, [Given.Event(Leads[0], "old", "purchase", 1_700_000_000_000)], default);
        await SubmitAsync(Lane.Live, Traffic(50));

        await DrainedAsync();
        await AllIsWellAsync();
        Assert.Empty(await Get<IDeadLetters>().ListAsync(10, default));
        Assert.Equal(0, (await Store.LedgerAsync(Leads[0])).Count(l => l.EventId == "old"));
    }

    [Fact]
    public async Task A_caller_that_waits_for_an_event_of_a_deleted_lead_gets_the_reason()
    {
        var e = Given.Event(Leads[0], "waited-for", "purchase", 1_700_000_000_000);
        await Store.Leads.DeleteAsync(Leads[0], default);
        using var wait = Get<ISubmissionResults>().Expect(e.Submission);
        await StartAsync();
        await SubmitAsync(Lane.Live, e);
        Assert.Equal("lead deleted", (await wait.Result.WaitAsync(Wait.Limit)).FailedReason);
    }

    [Fact]
    public async Task The_rows_of_a_deleted_lead_are_purged()
    {
        await WorkerAsync((redis, store) => TestWorker.StartAsync(
            redis, store, configure: services => services.Configure<WorkerOptions>(o => (o.PurgePollMs, o.PurgeRows) = (50, 7))));
        await SubmitAsync(Lane.Live, [.. Enumerable.Range(0, 200).Select(i => Given.Event(Leads[0], $"e{i}", "page_view", 1_700_000_000_000 + i))]);
        await DrainedAsync();
        await Store.Leads.DeleteAsync(Leads[0], default);
        await Wait.UntilAsync(() => Task.FromResult(Rows("events") == 0 && Rows("score_blocks") == 0), "the rows are gone");
        await Wait.UntilAsync(async () => !await Store.Leads.PurgeAsync(1, default), "and it is done");
        Assert.Equal(1, Rows("deleted_leads"));
        Assert.Equal(200, Rows("tombstones"));
        var again = Given.Event(Leads[1], "e7", "purchase", 1_700_000_000_000);
        Assert.Equal(EventStatus.Duplicate, Assert.Single((await Store.CommitAsync(again)).Outcomes).Status);
    }

    /// <summary>How many rows or documents the store has of a kind.</summary>
    private long Rows(string what)
    {
        if (StoreUnderTest.IsMongo)
        {
            using var client = new MongoClient(StoreConnection);
            return client.GetDatabase(new MongoUrl(StoreConnection).DatabaseName).GetCollection<BsonDocument>(what).CountDocuments(new BsonDocument());
        }

        using var db = new Microsoft.Data.Sqlite.SqliteConnection($"{StoreConnection};Pooling=False");
        db.Open();
        using var count = db.CreateCommand();
        count.CommandText = $"SELECT count(*) FROM {what}";
        return (long)count.ExecuteScalar()!;
    }

    private Task<TestWorker> StartAsync() => WorkerAsync((redis, store) => TestWorker.StartAsync(redis, store));
}
