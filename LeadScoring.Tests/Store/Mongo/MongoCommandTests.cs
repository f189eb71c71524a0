using System.Collections.Concurrent;
using LeadScoring.Core.Events;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Stores;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Events;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>The commands that the store sends to the server.</summary>
public sealed class MongoCommandTests : INeedsMongo, IAsyncDisposable
{
    /// <summary>Longer than the overlap of two readings.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(6);

    private readonly MongoFixture _fixture = new();
    private readonly ConcurrentQueue<BsonDocument> _commands = [];

    public async ValueTask DisposeAsync() => await _fixture.DisposeAsync();

    /// <summary>Collections that grow with leads or events are read in full only for the lead table and for the total of a replay.</summary>
    [StoreFact]
    public async Task Every_query_and_every_write_begins_with_an_index_and_has_a_timeout()
    {
        var store = Open(c => _commands.Enqueue(c.Command.DeepClone().AsBsonDocument));
        await UseAsync(store);
        var indexes = await IndexesAsync("leads", "events", "event_ids", "score_blocks", "emails", "failures", "import_rejects", "replay_differences", "counters");
        var asked = 0;
        foreach (var command in _commands)
        {
            var (name, on) = (command.GetElement(0).Name, command[0].ToString()!);
            if (name is "insert" or "update" or "delete" or "findAndModify") Assert.Equal(30_000, command["writeConcern"]["wtimeout"].ToInt32());
            if (!indexes.TryGetValue(on, out var known)) continue;
            foreach (var filter in Filters(name, command))
            {
                if (on == "leads" && filter.ElementCount == 1 && filter.Contains("deletedAt")) continue;
                Assert.True(known.Any(filter.Contains), $"{name} {on} {filter}");
                asked++;
            }
        }

        Assert.True(asked > 50, $"Only {asked} filters were seen.");
    }

    /// <summary>Some thousand new profiles are read by their ids, in several queries, since a message has a maximum size.</summary>
    [StoreFact]
    public async Task However_many_leads_are_new_no_query_names_more_than_some_thousand()
    {
        var store = Open(c => _commands.Enqueue(c.Command.DeepClone().AsBsonDocument));
        await store.Leads.LeaderboardAsync(1, default);
        await LeadsAsync(_fixture.Open(), 6_000);
        Assert.Equal(6_000, (await store.Leads.ListAsync(new(0, 1, null, null, null, null, LeadSort.ScoreDescending), default)).Total);
        var named = _commands.Where(c => c.GetElement(0) is { Name: "find", Value: var on } && on == "leads" && c["filter"].AsBsonDocument.Contains("_id"))
            .Select(c => c["filter"]["_id"]["$in"].AsBsonArray.Count).ToList();
        Assert.Equal((6_000, 5_000), (named.Sum(), named.Max()));
    }

    [StoreFact]
    public async Task A_lead_that_changes_when_a_long_reading_has_passed_it_is_not_missed()
    {
        var other = _fixture.Open();
        var leads = await LeadsAsync(other, 150);
        var isReading = 0;
        var store = Open(c =>
        {
            if (c.CommandName != "getMore" || c.Command["collection"] != "leads" || Interlocked.Exchange(ref isReading, 1) == 1) return;
            other.CommitAsync(Given.Event(leads[0], "e1", "purchase", 10)).GetAwaiter().GetResult();
            Thread.Sleep(Long);
            other.CommitAsync(Given.Event(leads[^1], "e2", "page_view", 20)).GetAwaiter().GetResult();
        });
        await store.Leads.LeaderboardAsync(10, default);
        Assert.Equal(1, isReading);
        Assert.Equal(2, (await store.Leads.FindAsync(leads[^1], default))!.Rank);
        Assert.Equal([leads[0], leads[^1]], (await store.Leads.LeaderboardAsync(2, default)).Select(l => l.Id));
    }

    private static IEnumerable<BsonDocument> Filters(string name, BsonDocument command) => name switch
    {
        "find" => [command.GetValue("filter", new BsonDocument()).AsBsonDocument],
        "aggregate" => [command["pipeline"][0].AsBsonDocument.GetValue("$match", new BsonDocument()).AsBsonDocument],
        "findAndModify" => [command["query"].AsBsonDocument],
        "update" => command["updates"].AsBsonArray.Select(u => u["q"].AsBsonDocument),
        "delete" => command["deletes"].AsBsonArray.Select(d => d["q"].AsBsonDocument),
        _ => [],
    };

    private static async Task<List<string>> LeadsAsync(StorePorts store, int count)
    {
        var drafts = Enumerable.Range(0, count).Select(i => new LeadDraft($"Lead {i}", $"lead{i}@example.com", null, LeadStatus.New, null)).ToList();
        return [.. (await store.Leads.CreateManyAsync(drafts, default)).Select(c => c.Created!.Id)];
    }

    /// <summary>Calls every port.</summary>
    private static async Task UseAsync(StorePorts store)
    {
        var leads = await LeadsAsync(store, 3);
        var import = new Import { Id = "i1", Kind = ImportKind.Events, FileName = "f.csv", Positions = [], StartedAtMs = 1, UpdatedAtMs = 1 };
        await store.Imports.AddAsync(import, default);
        await store.Imports.SaveAsync(import with { Rejected = 1 }, [new(1, "no", "text")], default);
        IncomingEvent[] events = [.. Enumerable.Range(0, 400).Select(i => Given.Event(leads[i % 2], $"e{i}", "page_view", i * 7 % 400) with { ImportId = "i1" })];
        await store.CommitAsync(events);
        await store.CommitAsync([.. events[..10], Given.Event(leads[2], "e1", "page_view", 1)]);
        await store.LedgerAsync(leads[0], 50);
        await store.Events.ListAsync(leads[0], null, 10, default);
        await store.Events.ScoreAsync(leads[0], 100, null, LedgerOrder.NewestFirst, null, 10, default);
        await store.Events.ScoreAsync(leads[0], 100, 50, LedgerOrder.OldestFirst, null, 10, default);
        await store.Events.FindAsync("e1", default);
        await store.Events.ExistingAsync(["e1", "e2"], default);
        await store.Events.RecordFailureAsync(new("e500", leads[0], "no", 1, 1), default);
        await store.Events.FindFailureAsync("e500", default);
        await store.Events.ForgetFailureAsync("e500", 2, default);
        await store.Trends.TrendAsync(leads[0], null, 1_000, 10, default);
        await store.Trends.ScoresAsync(leads, 50, 1_000, 10, default);
        await store.Trends.ContributionsAsync(leads[0], default);
        await store.Rules.PreviewAsync(new("page_view", 7, true, "", true, null), [10], default);
        await store.Rules.PublishAsync(new("page_view", 7, true, "", true, null), default);
        await store.RunJobsAsync(2);
        await store.Jobs.StartReplayAsync(default);
        await store.RunJobsAsync(2);
        await store.Jobs.ListAsync(Core.Jobs.JobKind.Replay, 10, default);
        await store.Leads.FindByEmailAsync(["lead1@example.com"], default);
        await store.Leads.ExistingAsync(leads, default);
        await store.Leads.UpdateAsync(leads[1], new("New", "new@example.com", null, LeadStatus.New, null), default);
        await foreach (var _ in store.Leads.ExportAsync(new(0, 10, null, null, null, null, LeadSort.Name), default))
        {
        }

        await store.Imports.DrainedAsync("i1", default);
        await store.Imports.ListAsync(10, default);
        await foreach (var _ in store.Imports.RejectsAsync("i1", default))
        {
        }

        await store.Leads.DeleteAsync(leads[0], default);
        while (await store.Leads.PurgeAsync(50, default))
        {
        }

        await store.Leads.LeaderboardAsync(10, default);
    }

    private StorePorts Open(Action<CommandStartedEvent> onCommand)
    {
        var settings = MongoClientSettings.FromConnectionString(_fixture.ConnectionString);
        settings.ClusterConfigurator = cluster => cluster.Subscribe(onCommand);
        return _fixture.Open(new NoFaults(), services => services.AddSingleton<IMongoClient>(new MongoClient(settings)));
    }

    /// <summary>The first fields of each collection's indexes.</summary>
    private async Task<Dictionary<string, List<string>>> IndexesAsync(params string[] collections)
    {
        var url = MongoUrl.Create(_fixture.ConnectionString);
        using var client = new MongoClient(url);
        var found = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var name in collections)
        {
            var indexes = await (await client.GetDatabase(url.DatabaseName).GetCollection<BsonDocument>(name).Indexes.ListAsync()).ToListAsync();
            found[name] = ["_id", .. indexes.Select(i => i["key"].AsBsonDocument.GetElement(0).Name)];
        }

        return found;
    }
}
