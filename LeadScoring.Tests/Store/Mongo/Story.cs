using LeadScoring.Core.Events;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>Three leads with a history, and a batch for them: in order, late, at block borders, repeated, and of another lead's eventId.</summary>
internal sealed class Story
{
    private static readonly string[] Types = ["email_open", "page_view", "demo_request", "unheard_of"];

    private readonly Random _random = new(17);

    public required StorePorts Store { get; init; }

    public required string[] Leads { get; init; }

    public List<IncomingEvent> Events { get; } = [];

    public List<IncomingEvent> Batch { get; } = [];

    /// <summary>How many of the batch are no duplicates; they come first.</summary>
    public int Fresh { get; private set; }

    public static async Task<Story> BeginAsync(MongoFixture fixture)
    {
        var store = fixture.Open();
        var leads = new[] { await store.LeadAsync("lead0"), await store.LeadAsync("lead1"), await store.LeadAsync("lead2") };
        var story = new Story { Store = store, Leads = leads };
        var before = story.More(150);
        await store.CommitAsync([.. before]);
        story.Batch.AddRange(story.More(90));
        story.Fresh = story.Batch.Count;
        story.Batch.Add(before[0] with { Submission = -1 });
        story.Batch.Add(before[1] with { Submission = -2, LeadId = leads.First(l => l != before[1].LeadId) });
        story.Events.AddRange([.. before, .. story.Batch[..story.Fresh]]);
        return story;
    }

    public List<IncomingEvent> More(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Given.Event(Leads[_random.Next(3)], $"{_random.Next():x}-{i}", Types[_random.Next(Types.Length)], 1_000_000 + _random.Next(500)))];

    /// <summary>Every ledger is the oracle's over what should count (null: over what is in it), sums to its score, and so say the blocks.</summary>
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
