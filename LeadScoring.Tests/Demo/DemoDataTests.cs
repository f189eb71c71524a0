using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LeadScoring.Contracts.Leads;
using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Demo.Data;

namespace LeadScoring.Tests.Demo;

public sealed class DemoDataTests
{
    /// <summary>Changes with the data: intended, then store the new one; people compare their demos.</summary>
    private const string Fingerprint = "2D52CD46C4790F5B";

    private static readonly DateTimeOffset Anchor = new(2026, 11, 25, 15, 0, 0, TimeSpan.Zero);
    private static readonly IReadOnlyList<DemoLead> Leads = DemoData.At(Anchor);

    [Fact]
    public void The_same_anchor_gives_the_same_data()
    {
        Assert.Equal(Lines(Leads, Anchor), Lines(DemoData.Plan().Select(lead => lead.At(new DemoCalendar(Anchor))), Anchor));
    }

    [Fact]
    public void The_data_is_what_it_was_in_every_earlier_version()
    {
        var text = string.Join('\n', Lines(Leads, Anchor));
        Assert.Equal(Fingerprint, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]);
    }

    [Fact]
    public void There_are_200_leads_whom_nobody_can_mail_by_accident()
    {
        Assert.Equal(200, Leads.Count);
        Assert.Equal(200, Leads.Select(lead => lead.Request.Email).Distinct(EmailComparer.Instance).Count());
        Assert.All(Leads, lead =>
        {
            Assert.Null(EmailAddress.Error(lead.Request.Email));
            Assert.Matches(@"\A[a-z]{3,}\.[a-z]{2,}@[a-z]+\.example\z", lead.Request.Email);
            Assert.InRange(lead.Request.Name.Length, 2, 200);
            Assert.InRange(lead.Request.Company!.Length, 3, 200);
            AssertObject(lead.Request.Metadata!);
        });
    }

    [Fact]
    public void Every_event_is_valid_and_has_an_id_of_its_own()
    {
        var events = Leads.SelectMany(lead => lead.Events).ToList();
        Assert.Equal(events.Count, events.Select(e => e.EventId).Distinct(StringComparer.Ordinal).Count());
        Assert.All(events, e =>
        {
            Assert.True(EventRules.IsEventId(e.EventId), e.EventId);
            Assert.True(EventRules.IsEventType(e.EventType), e.EventType);
            AssertObject(e.Metadata);
        });
    }

    /// <summary>Throughout a week, by day and by night; and every lead's order, so the scores, stay the same.</summary>
    [Fact]
    public void Whenever_it_is_loaded_everything_is_within_60_days_and_in_the_same_order()
    {
        var scores = Leads.Select(DemoScores.Of).ToList();
        for (var hour = 0; hour < 8 * 24; hour += 5)
        {
            var anchor = Anchor.AddHours(hour);
            var leads = DemoData.At(anchor);
            var times = leads.SelectMany(lead => lead.Events).Select(e => e.TimestampMs).ToList();
            Assert.InRange(times.Min(), anchor.AddDays(-60).ToUnixTimeMilliseconds(), anchor.AddDays(-50).ToUnixTimeMilliseconds());
            Assert.InRange(times.Max(), anchor.AddHours(-2).ToUnixTimeMilliseconds(), anchor.ToUnixTimeMilliseconds());
            Assert.All(leads, lead => Assert.Equal(lead.Events, lead.Events.OrderBy(e => e.TimestampMs).ThenBy(e => e.EventId, StringComparer.Ordinal)));
            Assert.Equal(scores, leads.Select(DemoScores.Of));
        }
    }

    private static IEnumerable<string> Lines(IEnumerable<DemoLead> leads, DateTimeOffset anchor) => leads.SelectMany(lead => lead.Events
        .Select(e => $"{e.EventId} {e.EventType} {anchor.ToUnixTimeMilliseconds() - e.TimestampMs} {e.Metadata}")
        .Prepend(Draft(lead).ToString()));

    private static LeadDraft Draft(DemoLead lead) => new(
        lead.Request.Name, lead.Request.Email, lead.Request.Company, Enum.Parse<LeadStatus>(lead.Request.Status!, ignoreCase: true), lead.Request.Metadata!);

    private static void AssertObject(string metadata)
    {
        Assert.InRange(Encoding.UTF8.GetByteCount(metadata), 2, EventRules.MaxMetadataBytes);
        using var document = JsonDocument.Parse(metadata);
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
    }
}

/// <summary>What the product's own rules and fold make of the demo data.</summary>
internal static class DemoScores
{
    private static readonly RuleTimeline Rules = new(1, ScoreBounds.Default, SeedRules.At(0));

    public static long Of(DemoLead lead) => lead.Events
        .OrderBy(e => new EventKey(e.TimestampMs, e.EventId))
        .Select(e => Rules.Bounds.Step(Rules.PointsAt(e.EventType, e.TimestampMs)))
        .Aggregate(ScoreStep.Identity, (product, step) => product.Then(step))
        .Apply(0);
}
