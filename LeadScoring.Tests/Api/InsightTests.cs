using System.Text.Json;
using LeadScoring.Core.Events;
using LeadScoring.Core.Insights;
using LeadScoring.Core.Rules;
using LeadScoring.Tests.Api.Fakes;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;

namespace LeadScoring.Tests.Api;

[Trait("Category", StoreUnderTest.Any)]
public sealed class InsightTests : IAsyncLifetime
{
    private const long Hour = 3_600_000;
    private const long Day = 24 * Hour;
    private readonly ManualTime _time = new();
    private ApiHost _api = null!;

    public async Task InitializeAsync() => _api = await ApiHost.StartAsync(services: s => s.AddSingleton<TimeProvider>(_time));

    public async Task DisposeAsync() => await _api.DisposeAsync();

    /// <summary>Two hundred thousand events over forty days, some of them duplicates, a rule that changes, and deleted leads, against a plain count.</summary>
    [Fact]
    public async Task Figures_are_those_of_an_independent_count_of_all_events()
    {
        const int count = 200_000;
        _time.Set(_time.NowMs - (_time.NowMs % Hour));
        var random = new Random(11);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/St_Johns"); // half an hour off, and with summer time
        string[] types = ["page_view", "email_open", "demo_request", "purchase", "unsubscribe", "video_play", "webinar"];
        var leads = await LeadsAsync(300);
        var rules = _api.Services.GetRequiredService<IRuleStore>();
        var changedAt = _time.NowMs - (9 * Day);
        _time.Set(changedAt);
        await rules.PublishAsync(new("page_view", 7, true, "", AppliesToAll: false, null), default);
        _time.Set(changedAt + (9 * Day));
        var store = _api.Services.GetRequiredService<IEventStore>();
        var events = new List<IncomingEvent>(count);
        for (var i = 0; i < count; i++) events.Add(SomeEvent(random, leads, types, i));
        foreach (var batch in events.Concat(events.Take(2_000)).Chunk(5_000)) await store.CommitAsync(batch, default);
        foreach (var gone in leads.Take(3)) await _api.Http.DeleteAsync($"/api/leads/{gone}");
        while (await _api.Services.GetRequiredService<Core.Leads.ILeadStore>().PurgeAsync(1_000, default)) { }
        events.RemoveAll(e => leads.Take(3).Contains(e.LeadId));

        await AssertTypesAsync(events, changedAt);
        await AssertActivityAsync(events, changedAt, zone);
        while (await _api.Services.GetRequiredService<IInsightStore>().MergeAsync(100, default) > 0) { }
        await AssertTypesAsync(events, changedAt);
        await AssertActivityAsync(events, changedAt, zone);
    }

    [Fact]
    public async Task Without_events_there_are_no_types_and_only_zeros()
    {
        Assert.Equal(0, (await _api.GetAsync("/api/insights/types")).Expect(200).GetProperty("types").GetArrayLength());
        var activity = (await _api.GetAsync("/api/insights/activity")).Expect(200);
        Assert.Equal(("UTC", 0, 0), (activity.GetProperty("timeZone").GetString(), activity.GetProperty("events").GetInt64(), activity.GetProperty("types").GetArrayLength()));
        Assert.Equal((7, 24), (activity.GetProperty("hours").GetArrayLength(), activity.GetProperty("hours")[0].GetArrayLength()));
        var leads = (await _api.GetAsync("/api/insights/leads")).Expect(200);
        Assert.Equal((0, 0), (leads.GetProperty("leads").GetInt64(), leads.GetProperty("openScores").GetArrayLength()));
    }

    [Fact]
    public async Task A_type_without_an_active_rule_is_not_scored()
    {
        var lead = await _api.LeadAsync();
        await CommitAsync(lead, "mystery", -1);
        await CommitAsync(lead, "page_view", -2);
        await _api.Services.GetRequiredService<IRuleStore>().PublishAsync(new("page_view", 5, false, "", AppliesToAll: true, null), default);
        var types = (await _api.GetAsync("/api/insights/types?days=3")).Expect(200).GetProperty("types").EnumerateArray().ToList();
        Assert.Equal([("mystery", false, 1, 1, 0), ("page_view", false, 1, 1, 0)], types.Select(t => (
            t.GetProperty("eventType").GetString()!, t.GetProperty("scored").GetBoolean(), t.GetProperty("events").GetInt32(), t.GetProperty("leads").GetInt32(), t.GetProperty("points").GetInt32())));
    }

    [Fact]
    public async Task A_span_is_what_was_asked_for()
    {
        Assert.Equal(("2026-12-17", "2027-01-15"), await SpanAsync(""));
        Assert.Equal(("2026-12-02", "2026-12-31"), await SpanAsync("?to=2026-12-31"));
        Assert.Equal(("2027-01-01", "2027-01-15"), await SpanAsync("?from=2027-01-01"));
        Assert.Equal(("2026-01-01", "2026-04-02"), await SpanAsync("?from=2026-01-01"));
        Assert.Equal(("2026-12-01", "2026-12-01"), await SpanAsync("?from=2026-12-01&to=2026-12-01&timeZone=Pacific/Auckland"));
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=2026-13-01", "to")]
    [InlineData("from=2026-02-01&to=2026-01-01", "to")]
    [InlineData("from=2026-01-01&to=2026-04-03", "to")]
    [InlineData("timeZone=Middle/Earth", "timeZone")]
    public async Task A_span_that_cannot_be_is_refused(string query, string field) =>
        (await _api.GetAsync($"/api/insights/activity?{query}")).ExpectProblem(400, field);

    [Theory]
    [InlineData("types")]
    [InlineData("leads")]
    [InlineData("conversion")]
    public async Task Days_have_a_bound(string path)
    {
        (await _api.GetAsync($"/api/insights/{path}?days=92")).Expect(200);
        (await _api.GetAsync($"/api/insights/{path}?days=93")).ExpectProblem(400, "days");
        (await _api.GetAsync($"/api/insights/{path}?days=0")).ExpectProblem(400, "days");
    }

    [Fact]
    public async Task Companies_and_conversion_are_told()
    {
        var lead = (await _api.PostAsync("/api/leads", """{"name":"Ada","email":"ada@acme.test","company":"Acme"}""")).Expect(201).GetProperty("id").GetString()!;
        await CommitAsync(lead, "purchase", -40);
        await CommitAsync(lead, "purchase", -1);
        var company = (await _api.GetAsync("/api/insights/leads")).Expect(200).GetProperty("companies")[0];
        Assert.Equal(("Acme", 1, 1, 200, "Ada"), (
            company.GetProperty("company").GetString(), company.GetProperty("active").GetInt32(), company.GetProperty("people").GetInt32(),
            company.GetProperty("highestScore").GetInt32(), company.GetProperty("name").GetString()));
        _time.Advance(2 * Day);
        (await _api.PostAsync("/api/leads/status", $$"""{"leadIds":["{{lead}}"],"status":"customer"}""")).Expect(200);
        JsonElement conversion = default;
        await Wait.UntilAsync(async () => (conversion = (await _api.GetAsync("/api/insights/conversion?days=1")).Expect(200)).GetProperty("state").GetString() == "ready", "conversion is worked out");
        Assert.Equal((1, 1), (conversion.GetProperty("leads").GetInt32(), conversion.GetProperty("customers").GetInt32()));
    }

    private async Task AssertTypesAsync(List<IncomingEvent> events, long changedAt)
    {
        var answer = (await _api.GetAsync("/api/insights/types?days=30")).Expect(200);
        var from = (_time.NowMs - (_time.NowMs % Day)) - (29 * Day);
        Assert.Equal(from, answer.GetProperty("from").GetDateTimeOffset().ToUnixTimeMilliseconds());
        var rules = await _api.Services.GetRequiredService<IRuleStore>().TimelineAsync(default);
        var expected = events.Where(e => e.TimestampMs >= from).GroupBy(e => e.EventType).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => (
            g.Key, !rules.IsUnscored(g.Key, _time.NowMs), g.Count(), g.Select(e => e.LeadId).Distinct().Count(), g.Sum(e => Points(rules, e, changedAt)), g.Max(e => e.TimestampMs / Hour * Hour)));
        Assert.Equal(expected, answer.GetProperty("types").EnumerateArray().Select(t => (
            t.GetProperty("eventType").GetString()!, t.GetProperty("scored").GetBoolean(), t.GetProperty("events").GetInt32(), t.GetProperty("leads").GetInt32(),
            t.GetProperty("points").GetInt64(), t.GetProperty("lastHour").GetDateTimeOffset().ToUnixTimeMilliseconds())));
    }

    private async Task AssertActivityAsync(List<IncomingEvent> events, long changedAt, TimeZoneInfo zone)
    {
        var (from, to) = (new DateOnly(2026, 12, 10), new DateOnly(2027, 1, 12));
        var answer = (await _api.GetAsync($"/api/insights/activity?from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}&timeZone={zone.Id}")).Expect(200);
        var rules = await _api.Services.GetRequiredService<IRuleStore>().TimelineAsync(default);
        // An hour of UTC belongs to the local hour in which it begins.
        var local = events.Select(e => (Event: e, At: TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(e.TimestampMs / Hour * Hour), zone)))
            .Where(e => DateOnly.FromDateTime(e.At.DateTime) >= from && DateOnly.FromDateTime(e.At.DateTime) <= to).ToList();
        Assert.Equal(local.Count, answer.GetProperty("events").GetInt32());
        var days = to.DayNumber - from.DayNumber + 1;
        Assert.Equal(
            local.GroupBy(e => e.Event.EventType).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g =>
                $"{g.Key} {g.Count()} {g.Sum(e => Points(rules, e.Event, changedAt))} {string.Join(' ', Enumerable.Range(0, days).Select(day => g.Count(e => DateOnly.FromDateTime(e.At.DateTime) == from.AddDays(day))))}"),
            answer.GetProperty("types").EnumerateArray().Select(t =>
                $"{t.GetProperty("eventType")} {t.GetProperty("events")} {t.GetProperty("points")} {string.Join(' ', t.GetProperty("days").EnumerateArray())}"));
        DayOfWeek[] week = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];
        Assert.Equal(
            week.SelectMany(day => Enumerable.Range(0, 24).Select(hour => local.Count(e => e.At.DayOfWeek == day && e.At.Hour == hour))),
            answer.GetProperty("hours").EnumerateArray().SelectMany(day => day.EnumerateArray()).Select(hour => hour.GetInt32()));
    }

    private static long Points(RuleTimeline rules, IncomingEvent e, long changedAt) => e.EventType == "page_view"
        ? e.TimestampMs >= changedAt ? 7 : 5
        : rules.PointsAt(e.EventType, e.TimestampMs);

    private async Task<(string? From, string? To)> SpanAsync(string query)
    {
        var answer = (await _api.GetAsync("/api/insights/activity" + query)).Expect(200);
        return (answer.GetProperty("from").GetString(), answer.GetProperty("to").GetString());
    }

    private async Task<List<string>> LeadsAsync(int count)
    {
        var drafts = Enumerable.Range(0, count).Select(i => new Core.Leads.LeadDraft($"Lead {i}", $"lead{i}@example.com", null, Core.Leads.LeadStatus.New, null)).ToList();
        return [.. (await _api.Services.GetRequiredService<Core.Leads.ILeadStore>().CreateManyAsync(drafts, default)).Select(c => c.Created!.Id)];
    }

    private IncomingEvent SomeEvent(Random random, List<string> leads, string[] types, int i)
    {
        var at = _time.NowMs - random.NextInt64(40 * Day);
        return Given.Event(leads[random.Next(leads.Count)], $"e{i}", types[(int)(Math.Pow(random.NextDouble(), 2) * types.Length)], at) with { ReceivedAtMs = at + random.NextInt64(3 * Day) };
    }

    private async Task CommitAsync(string lead, string type, int day) => await _api.Services.GetRequiredService<IEventStore>()
        .CommitAsync([Given.Event(lead, $"{type}{day}", type, _time.NowMs + (day * Day))], default);
}
