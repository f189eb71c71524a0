using LeadScoring.Core.Jobs;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>Replays of a database that was tampered with: what they report, and that they repair it.</summary>
public sealed class MongoReplayTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly MongoFixture _fixture = new();
    private StorePorts _store = null!;
    private string _lead = null!;

    public async Task InitializeAsync()
    {
        _store = _fixture.Open();
        _lead = await _store.LeadAsync("ada");
        var other = await _store.LeadAsync("bob");
        await _store.CommitAsync([.. Enumerable.Range(0, 2200).Select(i => Given.Event(_lead, $"e{i}", i % 3 == 0 ? "purchase" : "page_view", 1000 + i))]);
        await _store.CommitAsync([.. Enumerable.Range(0, 10).Select(i => Given.Event(other, $"o{i}", "page_view", 1000 + i))]);
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Replay_of_a_sound_store_finds_nothing_and_changes_nothing()
    {
        var before = await _store.Leads.FindAsync(_lead, default);
        var job = await ReplayAsync();
        Assert.Equal((2L, 2L, 0L, 0L, "completed"), (job.Total, job.Done, job.Changed, job.Differences, job.State));
        Assert.Equal(before, await _store.Leads.FindAsync(_lead, default));
    }

    [Theory]
    [InlineData("leads", "{ $inc: { score: -7 } }", "score")]
    [InlineData("leads", "{ $inc: { events: 1 } }", "events")]
    [InlineData("leads", "{ $inc: { lastTs: 1 } }", "lastEvent")]
    [InlineData("leads", "{ $inc: { tailEvents: 1 } }", "checkpoints")]
    [InlineData("score_blocks", "{ $inc: { 'step.0': 1 } }", "checkpoints")]
    public async Task Replay_reports_and_repairs_what_does_not_follow_from_the_events(string collection, string update, string what)
    {
        var id = collection == "leads" ? (BsonValue)_lead : (await _fixture.Documents(collection).Find(new BsonDocument()).Skip(5).FirstAsync())["_id"];
        await _fixture.Documents(collection).UpdateOneAsync(new BsonDocument("_id", id), BsonDocument.Parse(update));
        var job = await ReplayAsync();
        var found = await _store.Jobs.DifferencesAsync(job.Id, 100, default);
        Assert.Contains(what, found.Select(d => d.What));
        Assert.All(found, d => Assert.Equal(d.What == "ranks" ? null : _lead, d.LeadId));
        Assert.Equal(found.Any(d => d.What == "ranks") ? 2 : 1, job.Differences);
        Assert.Equal(0, (await ReplayAsync()).Differences);

        // The repaired tree is usable.
        await _store.CommitAsync(Given.Event(_lead, "late", "purchase", 1001), Given.Event(_lead, "new", "page_view", 9000));
        Assert.Equal(await _store.ScoreAsync(_lead), (await _store.LedgerAsync(_lead, 1000)).Sum(l => l.Change));
        Assert.Empty((await _store.Jobs.RecalculateAsync(_lead, default))!.Differences);
    }

    [Fact]
    public async Task Replay_repairs_wrong_counts_of_scores_so_that_ranks_are_right()
    {
        foreach (var counts in await _fixture.Documents("score_counts").Find(new BsonDocument()).ToListAsync())
        {
            await _fixture.Documents("score_counts").UpdateOneAsync(new BsonDocument("_id", counts["_id"]), new BsonDocument("$inc", new BsonDocument(counts.GetElement(1).Name, 3)));
        }

        var job = await ReplayAsync();
        Assert.Equal(1, job.Differences);
        Assert.All(await _store.Jobs.DifferencesAsync(job.Id, 100, default), d => Assert.Equal((null, "ranks"), (d.LeadId, d.What)));
        var board = await _store.Leads.LeaderboardAsync(10, default);
        Assert.Equal([1L, 2L], board.Select(l => l.Rank));
        foreach (var lead in board) Assert.Equal(lead.Rank, (await _store.Leads.FindAsync(lead.Id, default))!.Rank);
        Assert.Equal(0, (await ReplayAsync()).Differences);
    }

    private async Task<BackgroundJob> ReplayAsync()
    {
        var job = await _store.Jobs.StartReplayAsync(default);
        await _store.RunJobsAsync(1);
        return (await _store.Jobs.FindAsync(job.Id, default))!;
    }
}
