using LeadScoring.Core.Events;
using LeadScoring.Core.Insights;

namespace LeadScoring.Tests.Store.Conformance;

public abstract partial class StoreConformance
{
    private static readonly string[] SomeTypes = ["page_view", "email_open", "demo_request", "never_scored"];

    [Fact]
    public async Task Rollups_are_what_counting_all_events_gives_in_whatever_order_they_come()
    {
        var random = new Random(7);
        var leads = new List<string>();
        for (var i = 0; i < 12; i++) leads.Add(await _store.LeadAsync($"lead{i}"));
        var events = Enumerable.Range(0, 600).Select(i => RandomEvent(random, leads, i)).ToList();
        foreach (var batch in events.Concat(events.Where(_ => random.Next(10) == 0)).OrderBy(_ => random.Next()).Chunk(40))
        {
            await _store.CommitAsync(batch);
            if (random.Next(3) == 0) await _store.Insights.MergeAsync(random.Next(1, 9), default);
        }

        await AssertRollupsAsync(_store, events);
        await AssertRollupsAsync(_fixture.Open(), events);

        await _store.Leads.DeleteAsync(leads[3], default);
        while (await _store.Leads.PurgeAsync(7, default)) { }
        events.RemoveAll(e => e.LeadId == leads[3]);
        await AssertRollupsAsync(_store, events);
        while (await _store.Insights.MergeAsync(100, default) > 0) { }
        await AssertRollupsAsync(_store, events);
        await AssertRollupsAsync(_fixture.Open(), events);
    }

    [Fact]
    public async Task A_deleted_lead_is_not_counted_among_leads_before_its_events_are_purged()
    {
        var (ada, bob) = (await _store.LeadAsync("ada"), await _store.LeadAsync("bob"));
        await _store.CommitAsync(Given.Event(ada, "e1", "page_view", Day), Given.Event(bob, "e2", "page_view", Day));
        await _store.Leads.DeleteAsync(ada, default);
        Assert.Equal(1, (await CountsAsync(_store, "page_view", 1)).NewestLeads);
        while (await _store.Leads.PurgeAsync(10, default)) { }
        Assert.Equal(1, (await CountsAsync(_store, "page_view", 1)).Events);
    }

    [Fact]
    public async Task A_day_is_one_of_UTC_also_before_1970_and_an_event_ahead_of_its_receipt_is_not_late()
    {
        var ada = await _store.LeadAsync("ada");
        await _store.CommitAsync(
            Given.Event(ada, "e1", "page_view", -1) with { ReceivedAtMs = Day }, Given.Event(ada, "e2", "page_view", Day - 1) with { ReceivedAtMs = 0 },
            Given.Event(ada, "e3", "page_view", Day) with { ReceivedAtMs = Day + 59_999 }, Given.Event(ada, "e4", "page_view", Day) with { ReceivedAtMs = Day + 60_000 });
        Assert.Equal((1, 1, 0), await FiguresAsync(-1, 23, 3));
        Assert.Equal((1, 1, 0), await FiguresAsync(0, 23, 0));
        Assert.Equal((2, 1, 1), await FiguresAsync(1, 0, 0));

        async Task<(long Hour, long Delay, long Leads)> FiguresAsync(int day, int hour, int delay)
        {
            var counts = await CountsAsync(_store, "page_view", day);
            return (counts.AtHour(hour), counts.WithDelay(delay), counts.NewestLeads);
        }
    }

    [Fact]
    public async Task A_lead_with_very_many_types_counts_with_its_newest_ones_whatever_the_order()
    {
        var leads = new[] { await _store.LeadAsync("ada"), await _store.LeadAsync("bob") };
        var random = new Random(5);
        var days = Enumerable.Range(0, 90).Select(i => (Type: $"type_{i}", Day: random.Next(30))).ToList();
        foreach (var lead in leads)
        {
            var events = days.OrderBy(_ => random.Next()).Select(d => Given.Event(lead, $"{lead}-{d.Type}", d.Type, d.Day * Day)).ToArray();
            await _store.CommitAsync(events);
        }

        var counted = (await _store.Insights.EventsAsync(0, 30, default)).Days.Where(d => d.Counts.NewestLeads > 0).ToList();
        Assert.All(counted, d => Assert.Equal(2, d.Counts.NewestLeads));
        Assert.Equal(
            days.OrderByDescending(d => d.Day).ThenBy(d => d.Type, StringComparer.Ordinal).Take(64).Select(d => d.Type).Order(StringComparer.Ordinal),
            counted.Select(d => d.EventType).Order(StringComparer.Ordinal));
    }

    internal static async Task AssertRollupsAsync(StorePorts store, IReadOnlyCollection<IncomingEvent> events)
    {
        var counted = (await store.Insights.EventsAsync(int.MinValue, int.MaxValue - 1, default)).Days;
        Assert.Equal(counted.Count, counted.Select(d => (d.EventType, d.Day)).Distinct().Count());
        var newest = events.GroupBy(e => (e.LeadId, e.EventType)).Select(g => (g.Key.EventType, Day: DayCounts.DayOf(g.Max(e => e.TimestampMs)))).ToList();
        var expected = events.GroupBy(e => (e.EventType, Day: DayCounts.DayOf(e.TimestampMs))).OrderBy(g => g.Key.EventType, StringComparer.Ordinal).ThenBy(g => g.Key.Day).Select(g => Describe(
            g.Key.EventType, g.Key.Day,
            Enumerable.Range(0, DayCounts.Hours).Select(hour => (long)g.Count(e => DateTimeOffset.FromUnixTimeMilliseconds(e.TimestampMs).Hour == hour)),
            Delays.Select(d => (long)g.Count(e => e.ReceivedAtMs - e.TimestampMs >= d.From && e.ReceivedAtMs - e.TimestampMs < d.Before)),
            newest.Count(n => n == g.Key)));
        Assert.Equal(expected, counted.Where(d => d.Counts.Events > 0).OrderBy(d => d.EventType, StringComparer.Ordinal).ThenBy(d => d.Day).Select(d => Describe(
            d.EventType, d.Day, Enumerable.Range(0, DayCounts.Hours).Select(d.Counts.AtHour), Enumerable.Range(0, DayCounts.Delays).Select(d.Counts.WithDelay), d.Counts.NewestLeads)));
        Assert.All(counted.Where(d => d.Counts.Events == 0), d => Assert.Equal(0, d.Counts.NewestLeads));
    }

    private static readonly (long From, long Before)[] Delays =
        [(long.MinValue, 60_000), (60_000, 3_600_000), (3_600_000, Day), (Day, 7 * Day), (7 * Day, 30 * Day), (30 * Day, long.MaxValue)];

    private static string Describe(string type, int day, IEnumerable<long> hours, IEnumerable<long> delays, long leads) =>
        $"{type} {day} h {string.Join(' ', hours)} d {string.Join(' ', delays)} l {leads}";

    internal static IncomingEvent RandomEvent(Random random, List<string> leads, int i)
    {
        var at = random.NextInt64(-2 * Day, 60 * Day);
        long[] delays = [0, -5_000, 59_999, 60_000, 3_599_999, Day - 1, Day, 8 * Day, 30 * Day, 400 * Day];
        return Given.Event(leads[random.Next(leads.Count)], $"r{i}", SomeTypes[random.Next(SomeTypes.Length)], at) with { ReceivedAtMs = at + delays[random.Next(delays.Length)] };
    }

    private static async Task<DayCounts> CountsAsync(StorePorts store, string type, int day) =>
        (await store.Insights.EventsAsync(day, day, default)).Days.SingleOrDefault(d => d.EventType == type)?.Counts ?? new();
}
