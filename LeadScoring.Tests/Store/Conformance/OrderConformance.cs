using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;

namespace LeadScoring.Tests.Store.Conformance;

public abstract partial class StoreConformance
{
    private static readonly string[] Types = ["email_open", "page_view", "form_submission", "demo_request", "purchase", "unsubscribe", "unheard_of"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Any_order_batching_and_repetition_gives_the_oracles_ledgers(int seed)
    {
        var random = new Random(seed);
        await _store.Rules.PublishAsync(new("unsubscribe", -70, true, "", true, null), default);
        var leads = await LeadsAsync(60);
        var events = RandomEvents(random, leads, 3000);
        var repeated = events.Concat(events.Where(_ => random.Next(5) == 0)).ToArray();
        random.Shuffle(repeated);
        for (var at = 0; at < repeated.Length;)
        {
            var batch = repeated.Skip(at).Take(random.Next(1, 500)).ToArray();
            at += batch.Length;
            await _store.CommitAsync(batch);
        }

        Assert.Equal(3000, await _store.Events.CountAsync(default));
        foreach (var lead in leads) await AssertLedgerAsync(lead, events);
    }

    [Fact]
    public async Task Events_of_one_lead_arriving_newest_first_give_the_same_ledger()
    {
        var lead = await _store.LeadAsync("backwards");
        var events = RandomEvents(new Random(9), [lead], 5000);
        foreach (var batch in events.OrderByDescending(e => e.TimestampMs).Chunk(37)) await _store.CommitAsync(batch);
        await AssertLedgerAsync(lead, events);
    }

    [Fact]
    public async Task A_second_event_at_the_same_time_is_ordered_by_its_id()
    {
        var lead = await _store.LeadAsync("ties");
        await _store.Rules.PublishAsync(new("unsubscribe", -70, true, "", true, null), default);
        string[] ids = ["b", "a", "B", "~x", "10", "9", "a.b", "a-b", "A", "-Zk9", "_Zk9", "=", "+1", "@", ":", "."];
        Assert.All(ids, id => Assert.True(EventRules.IsEventId(id)));
        var events = ids
            .Select((id, i) => Given.Event(lead, id, Types[i % 6], 1000)).ToArray();
        await _store.CommitAsync(events);
        await AssertLedgerAsync(lead, events);
        var page = (await _store.Events.ListAsync(lead, null, 3, default))!;
        var listed = page.Items.ToList();
        for (; page.Next is not null; listed.AddRange(page.Items)) page = (await _store.Events.ListAsync(lead, page.Next, 3, default))!;
        Assert.Equal(ids.OrderDescending(StringComparer.Ordinal), listed.Select(e => e.EventId));
    }

    [Fact]
    public async Task Two_instances_committing_the_same_events_count_each_once()
    {
        var other = _fixture.Open();
        var leads = await LeadsAsync(20);
        var events = RandomEvents(new Random(4), leads, 2000);
        async Task CommitAll(StorePorts store, IEnumerable<IncomingEvent> all)
        {
            foreach (var batch in all.Chunk(150)) await store.CommitAsync(batch);
        }

        await Task.WhenAll(
            Task.Run(() => CommitAll(_store, events)),
            Task.Run(() => CommitAll(other, events.Reverse())),
            Task.Run(() => CommitAll(_store, events.OrderBy(e => e.EventId, StringComparer.Ordinal))));

        Assert.Equal(2000, await other.Events.CountAsync(default));
        foreach (var lead in leads) await AssertLedgerAsync(lead, events);
    }

    private async Task<string[]> LeadsAsync(int count)
    {
        var drafts = Enumerable.Range(0, count).Select(i => new LeadDraft($"lead{i}", $"lead{i}@example.com", null, LeadStatus.New, null));
        return [.. (await _store.Leads.CreateManyAsync([.. drafts], default)).Select(creation => creation.Created!.Id)];
    }

    private static IncomingEvent[] RandomEvents(Random random, string[] leads, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Given.Event(
            leads[random.Next(leads.Length)], $"{random.Next():x}-{i}", Types[random.Next(Types.Length)], 1_000_000 + random.Next(count / 4)))];

    private async Task AssertLedgerAsync(string lead, IEnumerable<IncomingEvent> events, long min = 0, long max = 1000)
    {
        var expected = Oracle.Ledger(events, lead, await AllRulesAsync(), min, max);
        var ledger = await _store.LedgerAsync(lead, 97);
        Assert.Equal(
            expected,
            ledger.Select(l => new Oracle.Line(l.TimestampMs, l.EventId, l.EventType, l.Points, l.Change, l.Score, l.RuleVersion)));
        var stored = (await _store.Leads.FindAsync(lead, default))!;
        Assert.Equal(expected.Sum(l => l.Change), stored.CurrentScore);
        Assert.Equal(expected.Count, stored.EventCount);
        Assert.Equal(expected.Count == 0 ? null : expected[^1].TimestampMs, stored.LastEventAtMs);
    }

    private async Task<List<Core.Rules.RuleVersion>> AllRulesAsync()
    {
        var rules = new List<Core.Rules.RuleVersion>();
        foreach (var type in Types) rules.AddRange(await _store.Rules.VersionsAsync(type, default));
        return rules;
    }
}
