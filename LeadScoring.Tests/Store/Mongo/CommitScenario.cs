using LeadScoring.Core.Events;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>Three leads with a history, and a batch for them: events in order, late, at block boundaries, duplicates, and one with another lead's eventId.</summary>
internal sealed class CommitScenario
{
    private static readonly string[] Types = ["email_open", "page_view", "demo_request", "unheard_of"];

    private readonly Random _random = new(17);

    public required StorePorts Store { get; init; }

    public required string[] Leads { get; init; }

    public List<IncomingEvent> Events { get; } = [];

    /// <summary>Those that are committed already.</summary>
    public List<IncomingEvent> Before { get; } = [];

    public List<IncomingEvent> Batch { get; } = [];

    /// <summary>How many events of the batch are not duplicates; these come first.</summary>
    public int Fresh { get; private set; }

    public static async Task<CommitScenario> BeginAsync(MongoFixture fixture)
    {
        var store = fixture.Open();
        var leads = new[] { await store.LeadAsync("lead0"), await store.LeadAsync("lead1"), await store.LeadAsync("lead2") };
        var scenario = new CommitScenario { Store = store, Leads = leads };
        var before = scenario.More(150);
        await store.CommitAsync([.. before]);
        scenario.Before.AddRange(before);
        scenario.Batch.AddRange(scenario.More(90));
        scenario.Fresh = scenario.Batch.Count;
        scenario.Batch.Add(before[0] with { Submission = -1 });
        scenario.Batch.Add(before[1] with { Submission = -2, LeadId = leads.First(l => l != before[1].LeadId) });
        scenario.Events.AddRange([.. before, .. scenario.Batch[..scenario.Fresh]]);
        return scenario;
    }

    public List<IncomingEvent> More(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Given.Event(Leads[_random.Next(3)], $"{_random.Next():x}-{i}", Types[_random.Next(Types.Length)], 1_000_000 + _random.Next(500)))];

    /// <summary>Every ledger sums to its score, agrees with the blocks, and is the oracle's over the events that should count (null: not compared).</summary>
    public async Task AssertSoundAsync(string when, IReadOnlyCollection<IncomingEvent>? counted, string[]? leads = null)
    {
        var rules = new List<Core.Rules.RuleVersion>();
        foreach (var type in Types) rules.AddRange(await Store.Rules.VersionsAsync(type, default));
        var board = await Store.Leads.LeaderboardAsync(10, default);
        foreach (var id in leads ?? Leads)
        {
            var lead = board.Single(l => l.Id == id);
            var ledger = await Store.LedgerAsync(id, 97);
            Assert.True(ledger.Sum(l => l.Change) == lead.CurrentScore, when);
            Assert.True(ledger.Count == lead.EventCount, when);
            Assert.True(1 + board.Count(l => l.CurrentScore > lead.CurrentScore) == lead.Rank, when);
            Assert.Empty((await Store.Jobs.RecalculateAsync(id, default))!.Differences);
            if (counted is null) continue;
            var expected = Oracle.Ledger(counted, id, rules, 0, 1000).Select(l => (l.EventId, l.Score));
            if (await Store.Jobs.NextAsync(default) is null) Assert.Equal(expected, ledger.Select(l => (l.EventId, l.Score)));
            else Assert.Equal(expected.Select(l => l.EventId), ledger.Select(l => l.EventId));
        }
    }
}
