using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Trends;

namespace LeadScoring.Tests.Store.Conformance;

public abstract partial class StoreConformance
{
    private static readonly string[] ReasonTypes = ["page_view", "purchase", "unsubscribe", "demo_request", LoggedActivity.Call, "unheard_of"];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(700)]
    public async Task Reasons_are_what_the_ledgers_say(int events)
    {
        var random = new Random(events);
        string[] leads = [await _store.LeadAsync("ada"), await _store.LeadAsync("bob"), await _store.LeadAsync("eve")];
        await _store.Rules.PublishAsync(new("unsubscribe", -170, true, "", true, null), default);
        await _store.RunJobsAsync();
        foreach (var batch in Enumerable.Range(0, events).Select(i => SomeReason(random, leads, i)).Chunk(60)) await _store.CommitAsync(batch);
        foreach (var stale in new[] { false, true })
        {
            if (stale) await _store.Rules.PublishAsync(new("page_view", 30, true, "Looked around", true, null), default);
            foreach (var from in new[] { 0, 1_000_000, 1_000_050, 1_000_000 + (events / 8), 1_000_000 + (events / 4) - 2, 2_000_000 }) await AssertReasonsAsync(leads, from);
        }

        await _store.RunJobsAsync();
        await AssertReasonsAsync(leads, 1_000_010);
    }

    [Fact]
    public async Task A_reason_names_what_raised_the_score_most_and_what_it_was_about()
    {
        var lead = await _store.LeadAsync("ada");
        await _store.CommitAsync(
            Reason(lead, 10, "page_view"), Reason(lead, 20, "demo_request", """{"product":"Basic"}"""), Reason(lead, 30, "demo_request", """{"product":"Full suite"}"""),
            Reason(lead, 40, "page_view"), Reason(lead, 50, LoggedActivity.Call, """{"note":"No answer"}"""), Reason(lead, 60, "unheard_of"));
        Assert.Equal(new(lead, "Demo requested 2×", 30, "Full suite · Page visited 2×"), await ReasonAsync(lead, 0));
        Assert.Equal(new(lead, "Demo requested", 30, "Full suite · Page visited"), await ReasonAsync(lead, 30));
        Assert.Equal(new(lead, "Page visited", 40, null), await ReasonAsync(lead, 31));
        Assert.Equal(new(lead, "Unheard of", 60, "Call logged"), await ReasonAsync(lead, 50));
        Assert.Equal(new(lead, "Unheard of", 60, null), await ReasonAsync(lead, 61));
    }

    [Fact]
    public async Task A_reason_without_a_telling_detail_names_two_more_types()
    {
        var lead = await _store.LeadAsync("ada");
        await _store.CommitAsync(Reason(lead, 10, "page_view"), Reason(lead, 20, "purchase"), Reason(lead, 30, "email_open"), Reason(lead, 40, "form_submission"));
        Assert.Equal(new(lead, "Purchase made", 20, "Form submitted · Email opened"), await ReasonAsync(lead, 0));
    }

    [Fact]
    public async Task Of_types_that_raised_the_score_equally_the_one_of_stronger_events_is_the_reason_and_then_the_newer_one()
    {
        var lead = await _store.LeadAsync("ada");
        await _store.CommitAsync(Reason(lead, 10, "email_open"), Reason(lead, 20, "page_view"), Reason(lead, 30, "page_view"));
        Assert.Equal(new(lead, "Email opened", 10, "Page visited 2×"), await ReasonAsync(lead, 0));
        await _store.CommitAsync(Reason(lead, 30, "purchase") with { EventId = "a" }, Reason(lead, 30, "demo_request") with { EventId = "b" }, Reason(lead, 31, "demo_request"));
        Assert.Equal(new(lead, "Purchase made", 30, "Demo requested 2× · Page visited 2×"), await ReasonAsync(lead, 0));
    }

    [Fact]
    public async Task A_lead_at_the_maximum_still_has_a_reason()
    {
        var lead = await _store.LeadAsync("ada");
        await _store.CommitAsync([.. Enumerable.Range(0, 10).Select(i => Reason(lead, i, "purchase"))]);
        await _store.CommitAsync(Reason(lead, 20, "page_view"), Reason(lead, 21, "demo_request"), Reason(lead, 22, "page_view"));
        Assert.Equal(new(lead, "Demo requested", 21, "Page visited 2×"), await ReasonAsync(lead, 20));
        await _store.Rules.PublishAsync(new("unsubscribe", -100, true, "Unsubscribed", true, null), default);
        await _store.RunJobsAsync();
        await _store.CommitAsync(Reason(lead, 23, "unsubscribe"));
        Assert.Equal(new(lead, "Demo requested", 21, "Page visited 2× · Unsubscribed"), await ReasonAsync(lead, 20));
        await _store.CommitAsync(Reason(lead, 24, "email_open"));
        Assert.Equal(new(lead, "Email opened", 24, "Unsubscribed · Page visited 2×"), await ReasonAsync(lead, 20));
    }

    [Fact]
    public async Task Reason_of_many_equal_types_is_the_newest_of_them()
    {
        var lead = await _store.LeadAsync("ada");
        for (var i = 0; i < 11; i++) await _store.Rules.PublishAsync(new($"type_{i}", 1, true, $"Type {i}", true, null), default);
        await _store.CommitAsync([.. Enumerable.Range(0, 11).Select(i => Reason(lead, 20 + i, $"type_{i}"))]);
        Assert.Equal(new(lead, "Type 10", 30, "Type 9 · Type 8"), await ReasonAsync(lead, 0));
    }

    [Fact]
    public async Task Reason_is_the_type_whose_single_events_are_worth_most_if_it_did_a_tenth()
    {
        var lead = await _store.LeadAsync("ada");
        await _store.CommitAsync([Reason(lead, 1, "demo_request"), .. Enumerable.Range(0, 90).Select(i => Reason(lead, 100 + i, "page_view"))]);
        Assert.Equal(new(lead, "Demo requested", 1, "Page visited 90×"), await ReasonAsync(lead, 0));
        await _store.CommitAsync(Reason(lead, 300, "page_view"));
        Assert.Equal(new(lead, "Page visited 91×", 300, "Demo requested"), await ReasonAsync(lead, 0));
    }

    [Fact]
    public async Task Reasons_are_of_a_bounded_number_of_the_newest_events()
    {
        var lead = await _store.LeadAsync("ada");
        await _store.CommitAsync([.. Enumerable.Range(0, 5).Select(i => Reason(lead, i, "purchase"))]);
        await _store.CommitAsync([.. Enumerable.Range(0, ITrendStore.MaxReasons - 1).Select(i => Reason(lead, 100 + i, "page_view"))]);
        Assert.Equal(new(lead, "Page visited 199+×", 298, "Purchase made"), await ReasonAsync(lead, 0));
        Assert.Equal(new(lead, "Page visited 199×", 298, null), await ReasonAsync(lead, 100));
        await _store.CommitAsync(Reason(lead, 400, "page_view"));
        Assert.Equal(new(lead, "Page visited 200+×", 400, null), await ReasonAsync(lead, 0));
        Assert.Equal(new(lead, "Page visited 200×", 400, null), await ReasonAsync(lead, 100));
    }

    private static IncomingEvent Reason(string lead, long timestampMs, string type, string? metadata = null) =>
        Given.Event(lead, $"{Guid.NewGuid():N}", type, timestampMs) with { Metadata = metadata };

    private static IncomingEvent SomeReason(Random random, string[] leads, int number)
    {
        var at = 1_000_000 + random.Next((number / 2) + 2);
        var metadata = random.Next(3) == 0 ? null : $$"""{"page":"/{{number % 7}}","seconds":{{random.Next(90)}}}""";
        return Reason(leads[random.Next(leads.Length - 1)], at, ReasonTypes[random.Next(ReasonTypes.Length)], metadata);
    }

    private async Task<LeadReason> ReasonAsync(string lead, long from) => Assert.Single(await _store.Trends.ReasonsAsync([lead], from, default));

    private async Task AssertReasonsAsync(string[] leads, long from)
    {
        var descriptions = (await _store.Rules.CurrentAsync(default)).ToDictionary(rule => rule.EventType, rule => rule.Description);
        var expected = new List<LeadReason>();
        foreach (var lead in leads) expected.Add(ExpectedReason(lead, await _store.LedgerAsync(lead, 1000), from, type => EventLabel.Of(type, descriptions.GetValueOrDefault(type))));
        Assert.Equal(expected, await _store.Trends.ReasonsAsync([leads[0], "unknown", .. leads[1..]], from, default));
    }

    /// <summary>The same, looked up in the ledger type by type.</summary>
    private static LeadReason ExpectedReason(string lead, List<LedgerEntry> ledger, long from, Func<string, string> label)
    {
        if (ledger.Count == 0) return new(lead, "No activity yet", null, null);
        var lines = ledger.Where(l => l.TimestampMs >= from).TakeLast(200).ToList();
        if (lines.Count == 0) return new(lead, label(ledger[^1].EventType), ledger[^1].TimestampMs, null);
        var types = ReasonTypes.Where(type => lines.Any(l => l.EventType == type && l.Points != 0)).ToList();
        if (types.Count == 0) types = lines.Select(l => l.EventType).Distinct().ToList();
        var byChange = ledger[^1].Score < 1000 && lines.Any(l => l.Change > 0);
        var facts = new List<string?>();
        long? at = null;
        var total = types.Sum(Weight);
        while (types.Count > 0)
        {
            var candidates = at is null ? types.Where(t => 10 * Weight(t) >= total).ToList() : types;
            var strongest = at is null ? candidates.Max(Strongest) : 0;
            if (at is null) candidates = [.. candidates.Where(t => Strongest(t) == strongest)];
            var best = candidates.Max(Weight);
            var type = candidates.Where(t => Weight(t) == best).MaxBy(t => lines.FindLastIndex(l => l.EventType == t))!;
            var same = lines.Where(l => l.EventType == type).ToList();
            facts.Add(same.Count == 1 ? label(type) : $"{label(type)} {same.Count}{(ledger.Count(l => l.TimestampMs >= from) > 200 ? "+" : "")}×");
            if (at is null) facts.Add(EventDetail.Of(same[^1].Metadata));
            at ??= same[^1].TimestampMs;
            types.Remove(type);
        }

        var rest = facts.Skip(1).Where(fact => fact is not null).Take(2).ToList();
        return new(lead, facts[0]!, at, rest.Count == 0 ? null : string.Join(" · ", rest));

        long Strongest(string type) => lines.Where(l => l.EventType == type).Max(l => Math.Max(0, l.Points));

        long Weight(string type) => lines.Where(l => l.EventType == type).Sum(l => Math.Max(0, byChange ? l.Change : l.Points));
    }
}
