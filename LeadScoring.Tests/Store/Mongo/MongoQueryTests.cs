using System.Collections.Concurrent;
using LeadScoring.Core.Events;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Leads;
using LeadScoring.Tests.Infrastructure.Mongo.Faults;
using MongoDB.Bson;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>Which commands the store sends, and what they cost the server.</summary>
public sealed class MongoQueryTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly MongoFixture _fixture = new(MongoServer.TestDouble.ConnectionString);
    private readonly string _process = $"seen-{Guid.NewGuid():N}";
    private readonly ConcurrentQueue<CommandSeen> _commands = [];
    private IDisposable? _watch;
    private StorePorts _store = null!;

    private string Database => MongoDB.Driver.MongoUrl.Create(_fixture.ConnectionString).DatabaseName;

    public async Task InitializeAsync()
    {
        _store = _fixture.Open(_ => { }, _process);
        await _store.Info.PingAsync(default);
        _watch = MongoServer.TestDouble.Faults.Observe(command =>
        {
            if (command.Client == _process) _commands.Enqueue(command);
        });
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        _watch?.Dispose();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task Every_query_and_every_write_is_served_by_an_index_in_its_order()
    {
        await UseAsync();
        var queries = MongoServer.TestDouble.Queries.Where(q => q.Database == Database).ToList();
        Assert.True(queries.Count > 100, $"Only {queries.Count} queries were seen.");
        Assert.DoesNotContain(queries, q => q.IsCollectionScan || q.IsSortedInMemory);
        Assert.DoesNotContain(MongoServer.TestDouble.Refusals, refusal => refusal.Contains(Database, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Everything_is_written_with_majority_journal_and_timeout()
    {
        await UseAsync();
        var writes = _commands.Where(c => c.Name == "commitTransaction" || (c.Name is "insert" or "update" or "delete" or "findAndModify" && !c.IsInTransaction)).ToList();
        Assert.True(writes.Count > 20);
        Assert.All(writes, c => Assert.Equal(new BsonDocument { { "w", "majority" }, { "wtimeout", 30_000L }, { "j", true } }, c.Document["writeConcern"]));
        Assert.All(_commands.Where(c => c.Name == "find" && !c.IsInTransaction), c => Assert.Equal("snapshot", c.Document["readConcern"]["level"].AsString));
    }

    /// <summary>The round trips of a transaction are shared by its events.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    public async Task Commit_of_events_in_order_sends_a_dozen_commands_however_many_they_are(int events)
    {
        var leads = await LeadsAsync(40);
        await _store.CommitAsync([.. leads.Select((lead, i) => Given.Event(lead, $"first{i}", "page_view", 1))]);
        _commands.Clear();
        await _store.CommitAsync([.. Enumerable.Range(0, events).Select(i => Given.Event(leads[i % 40], $"e{i}", "page_view", 10 + i))]);
        Assert.InRange(_commands.Count, 8, 12);
        Assert.Equal("stripes", _commands.Last(c => c.Name == "update").Collection);
    }

    [Fact]
    public async Task Late_event_reads_a_part_of_a_long_history()
    {
        var lead = (await LeadsAsync(1))[0];
        for (var i = 0; i < 4; i++) await _store.CommitAsync([.. Enumerable.Range(i * 1500, 1500).Select(n => Given.Event(lead, $"e{n:d5}", "page_view", 1_000 + (n / 3)))]);
        var before = MongoServer.TestDouble.Queries.Count(q => q.Database == Database);
        await _store.CommitAsync(Given.Event(lead, "e02000x", "page_view", 1_000 + (2_000 / 3)));
        var queries = MongoServer.TestDouble.Queries.Where(q => q.Database == Database).Skip(before).ToList();
        Assert.NotEmpty(queries);
        Assert.All(queries, q => Assert.InRange(q.KeysExamined, 0, 200));
        Assert.Empty((await _store.Jobs.RecalculateAsync(lead, default))!.Differences);
    }

    /// <summary>However many they are; and without what only a ledger needs of them.</summary>
    [Fact]
    public async Task What_is_known_of_events_is_one_query_of_events_and_two_more_once_a_lead_was_deleted()
    {
        var leads = await LeadsAsync(3);
        IncomingEvent[] events = [.. Enumerable.Range(0, 300).Select(i => Given.Event(leads[i % 3], $"e{i}", "page_view", i))];
        await _store.CommitAsync(events[..200]);
        Assert.Equal(["events", "stripes"], await CollectionsAsync());
        Assert.Equal(
            new BsonDocument { { "l", 1 }, { "t", 1 }, { "y", 1 }, { "g", 1 }, { "m", 1 } },
            _commands.First(c => c.Collection == "events").Document["projection"].AsBsonDocument);
        await _store.Leads.DeleteAsync(leads[0], default);
        Assert.Equal(["events", "stripes", "deleted_leads", "tombstones"], await CollectionsAsync());

        async Task<List<string?>> CollectionsAsync()
        {
            _commands.Clear();
            await _store.Events.KnownAsync(events, default);
            return [.. _commands.Where(c => c.Name == "find").Select(c => (string?)c.Collection)];
        }
    }

    /// <summary>A message has a maximum size.</summary>
    [Fact]
    public async Task However_many_leads_are_new_no_query_names_more_than_some_thousand()
    {
        var filter = new LeadQuery(0, 1, null, 0, null, null, LeadSort.ScoreDescending);
        Assert.Equal(0, (await _store.Leads.ListAsync(filter, default)).Total);
        var drafts = Enumerable.Range(0, 6_000).Select(i => new LeadDraft($"Lead {i}", $"lead{i}@example.com", null, LeadStatus.New, null)).ToList();
        await _fixture.Open().Leads.CreateManyAsync(drafts, default);
        Assert.Equal(6_000, (await _store.Leads.ListAsync(filter, default)).Total);
        var named = _commands.Where(c => c.Name == "find" && c.Collection == "leads" && c.Document.TryGetValue("filter", out var f) && f.AsBsonDocument.Contains("no"))
            .Select(c => c.Document["filter"]["no"]).OfType<BsonDocument>().Where(no => no.Contains("$in")).Select(no => no["$in"].AsBsonArray.Count).ToList();
        Assert.All(named, count => Assert.InRange(count, 0, 5_000));
    }

    private async Task<List<string>> LeadsAsync(int count)
    {
        var drafts = Enumerable.Range(0, count).Select(i => new LeadDraft($"Lead {i}", $"lead{i}@example.com", null, LeadStatus.New, null)).ToList();
        return [.. (await _store.Leads.CreateManyAsync(drafts, default)).Select(c => c.Created!.Id)];
    }

    /// <summary>Calls every port.</summary>
    private async Task UseAsync()
    {
        var leads = await LeadsAsync(3);
        var import = new Import { Id = "i1", Kind = ImportKind.Events, FileName = "f.csv", Positions = [], StartedAtMs = 1, UpdatedAtMs = 1 };
        await _store.Imports.AddAsync(import, default);
        await _store.Imports.SaveAsync(import with { Rejected = 1 }, [new(1, "no", "text")], default);
        IncomingEvent[] events = [.. Enumerable.Range(0, 400).Select(i => Given.Event(leads[i % 2], $"e{i}", "page_view", i * 7 % 400) with { ImportId = "i1" })];
        await _store.CommitAsync(events);
        await _store.CommitAsync([.. events[..10], Given.Event(leads[2], "e1", "page_view", 1)]);
        await ReadEventsAsync(leads);
        await _store.Events.RecordFailureAsync(new("e500", leads[0], "no", 1, 1), default);
        await _store.Events.FindFailureAsync("e500", default);
        await _store.Events.ForgetFailureAsync("e500", 2, default);
        await _store.Rules.PreviewAsync(new("page_view", 7, true, "", true, null), [10], default);
        await _store.Rules.PreviewRollbackAsync("page_view", 1, [10], default);
        await _store.Rules.PublishAsync(new("page_view", 7, true, "", true, null), default);
        await _store.Rules.CurrentAsync(default);
        await _store.RunJobsAsync(2);
        await _store.Jobs.StartReplayAsync(default);
        await _store.RunJobsAsync(2);
        await _store.Jobs.ListAsync(Core.Jobs.JobKind.Replay, 10, default);
        await _store.Leads.UpdateAsync(leads[1], new("New", "new@example.com", null, LeadStatus.New, null), default);
        await _store.Leads.SetStatusAsync([leads[1], "unknown"], LeadStatus.Contacted, null, default);
        await ReadLeadsAsync(leads);
        await _store.Imports.DrainedAsync("i1", default);
        await _store.Imports.ListAsync(10, default);
        await foreach (var _ in _store.Imports.RejectsAsync("i1", default))
        {
        }

        await _store.Events.KnownAsync(events, default);
        await _store.Leads.DeleteAsync(leads[0], default);
        await _store.Events.KnownAsync(events, default);
        while (await _store.Leads.PurgeAsync(50, default))
        {
        }

        await _store.Events.KnownAsync(events, default);
        await _store.CommitAsync(Given.Event(leads[0], "e1", "page_view", 1), Given.Event(leads[1], "e2", "page_view", 1));
        var waiting = await _store.Outbox.NotAnnouncedAsync(long.MaxValue, 10, default);
        _store.Outbox.Announced([.. waiting.Select(entry => entry.Position)]);
        await _store.CommitAsync(Given.Event(leads[1], "last", "page_view", 1));
    }

    private async Task ReadEventsAsync(List<string> leads)
    {
        foreach (var order in new[] { LedgerOrder.NewestFirst, LedgerOrder.OldestFirst })
        {
            await _store.LedgerAsync(leads[0], 50, order);
            await _store.Events.ScoreAsync(leads[0], 100, null, order, null, 10, default);
            await _store.Events.ScoreAsync(leads[0], 100, 50, order, null, 10, default);
        }

        var page = await _store.Events.ListAsync(leads[0], null, 10, default);
        await _store.Events.ListAsync(leads[0], page!.Next, 10, default);
        await _store.Events.FindAsync("e1", default);
        await _store.Events.ExistingAsync(["e1", "e2"], default);
        await _store.Events.HasTombstoneAsync("e1", default);
        await _store.Trends.TrendAsync(leads[0], null, 1_000, 10, default);
        await _store.Trends.ScoresAsync(leads, 50, 1_000, 10, default);
        await _store.Trends.ContributionsAsync(leads[0], default);
    }

    private async Task ReadLeadsAsync(List<string> leads)
    {
        await _store.Leads.FindAsync(leads[0], default);
        await _store.Leads.FindByEmailAsync(["lead1@example.com"], default);
        await _store.Leads.ExistingAsync(leads, default);
        await _store.Leads.LeaderboardAsync(10, default);
        foreach (var sort in Enum.GetValues<LeadSort>())
        {
            await _store.Leads.ListAsync(new(1, 10, null, null, null, null, sort), default);
            await _store.Leads.ListAsync(new(0, 10, "lead", null, null, null, sort), default);
            await _store.Leads.ListAsync(new(0, 10, null, null, null, null, sort, Returned: new(100, 200)), default);
            await foreach (var _ in _store.Leads.ExportAsync(new(0, 10, null, null, null, null, sort), default))
            {
            }
        }
    }
}
