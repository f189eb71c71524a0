using LeadScoring.Core.Events;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Queue;
using LeadScoring.Core.Rules;
using LeadScoring.Streams;
using LeadScoring.Streams.Leases;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using LeadScoring.Tests.Streams;
using Microsoft.Extensions.Time.Testing;

namespace LeadScoring.Tests.Worker;

/// <summary>Redis, a store (<see cref="StoreUnderTest"/> by default), the API's side of the queue, and the workers that a test starts.</summary>
public abstract class WorkerFixture(IStoreFixture? store = null) : StreamsFixture
{
    private static readonly string[] Types = ["email_open", "page_view", "form_submission", "demo_request", "purchase", "unheard_of"];
    private static readonly FakeTimeProvider Ahead = new(TimeProvider.System.GetUtcNow().AddHours(1));
    private readonly IStoreFixture _store = store ?? StoreUnderTest.Fixture();
    private readonly List<TestWorker> _workers = [];
    private readonly List<IncomingEvent> _submitted = [];

    protected StorePorts Store { get; private set; } = null!;

    protected string StoreConnection => _store.ConnectionString;

    protected List<string> Leads { get; } = [];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Store = _store.Open();
        for (var i = 0; i < 20; i++) Leads.Add(await Store.LeadAsync($"lead{i}"));
    }

    public override async Task DisposeAsync()
    {
        foreach (var worker in _workers) await worker.DisposeAsync();
        await base.DisposeAsync();
        await _store.DisposeAsync();
    }

    protected async Task<TestWorker> WorkerAsync(Func<RedisServer, string, Task<TestWorker>> start)
    {
        var worker = await start(Redis, StoreConnection);
        _workers.Add(worker);
        return worker;
    }

    /// <summary>Expires the leases of a dead worker at once, as Redis does when their time to live is over.</summary>
    protected async Task ExpireLeasesAsync(string worker)
    {
        foreach (var lease in Enumerable.Range(0, 8).Select(StreamKeys.Lease).Append(StreamKeys.AllPartitionsLease))
        {
            if (await Db.StringGetAsync(lease) != worker) continue;
            Assert.InRange((await Db.KeyTimeToLiveAsync(lease))!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
            await Db.KeyDeleteAsync(lease);
        }
    }

    /// <summary>A heartbeat with a time in the future, so that it is not stale before the test ends.</summary>
    protected Task BeatAsync(string worker, int partitions = 0) => new WorkerRoster(Connection, Ahead).BeatAsync(worker, 0, partitions);

    /// <summary>Random traffic: any order of times, every tenth submission a second one of an earlier event.</summary>
    protected IncomingEvent[] Traffic(int count, int seed = 1)
    {
        var random = new Random(seed);
        var events = new List<IncomingEvent>(count);
        for (var i = 0; i < count; i++)
        {
            events.Add(i > 10 && random.Next(10) == 0
                ? events[random.Next(i)] with { Submission = random.NextInt64() }
                : Given.Event(Leads[random.Next(Leads.Count)], $"s{seed}-e{i}", Types[random.Next(Types.Length)], 1_700_000_000_000 + random.Next(1_000_000)));
        }

        return [.. events];
    }

    protected async Task<IReadOnlyList<EntryLocation>> SubmitAsync(Lane lane, params IncomingEvent[] events)
    {
        _submitted.AddRange(events);
        return await Queue.EnqueueAsync(lane, events, default);
    }

    protected Task DrainedAsync() => Wait.UntilAsync(
        async () => await Monitor.StatsAsync(default) is { Waiting: 0, Active: 0, Delayed: 0 }, "the streams are empty", TimeSpan.FromSeconds(60));

    /// <summary>Every ledger is the oracle's, and the feed ends with every lead's last version and score.</summary>
    protected async Task AllIsWellAsync()
    {
        var latest = new Dictionary<string, FeedEntry>();
        foreach (var entry in (await Get<IChangeFeed>().ReadAsync("0", 100_000, default)).Entries)
        {
            if (!latest.TryGetValue(entry.LeadId, out var seen) || entry.Version >= seen.Version) latest[entry.LeadId] = entry;
        }

        foreach (var lead in _submitted.Select(e => e.LeadId).Distinct().Intersect(Leads))
        {
            var expected = Oracle.Ledger(_submitted, lead, SeedRules.At(0), 0, 1000);
            var actual = await Store.LedgerAsync(lead, 500);
            Assert.Equal(expected.Select(l => (l.EventId, l.Change, l.Score)), actual.Select(l => (l.EventId, l.Change, l.Score)));
            Assert.Equal(expected[^1].Score, latest[lead].Score);
        }
    }
}
