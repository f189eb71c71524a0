using System.Text.Encodings.Web;
using System.Text.Json;
using Bogus;
using LeadScoring.Contracts.Leads;

namespace LeadScoring.Demo.Data;

/// <summary>
/// 200 made-up leads and their events of the last 60 days. Every call gives the same ones: every faker has a fixed seed, and
/// Bogus, whose word lists matter too, is pinned. Only the times depend on the anchor; the order, and so the scores, do not.
/// </summary>
internal static class DemoData
{
    /// <summary>What every e-mail address ends with.</summary>
    public const string EmailSuffix = ".example";

    private const int Seed = 313;
    private const int Companies = 130;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Titles =
        ["Head of Sales", "Operations Manager", "Marketing Director", "CEO", "Sales Operations Analyst", "Head of Procurement", "CTO", "Account Manager", "Revenue Lead", "Office Manager"];
    private static readonly string[] Sources = ["Organic search", "Webinar", "Referral", "Trade fair", "Paid search", "LinkedIn", "Partner"];

    /// <summary>Made when it is first needed: it takes most of a second.</summary>
    private static readonly Lazy<IReadOnlyList<PlannedLead>> Planned = new(Plan);

    private static readonly Lazy<string[]> PlannedEmails = new(() => [.. Planned.Value.Select(lead => lead.Request.Email)]);

    /// <summary>The leads' addresses, in their order.</summary>
    public static IReadOnlyList<string> Emails => PlannedEmails.Value;

    /// <param name="anchor">The time of loading; no event is after it.</param>
    /// <returns>In a fixed order; the last one has no events.</returns>
    public static IReadOnlyList<DemoLead> At(DateTimeOffset anchor)
    {
        var calendar = new DemoCalendar(anchor);
        return [.. Planned.Value.Select(lead => lead.At(calendar))];
    }

    internal static IReadOnlyList<PlannedLead> Plan()
    {
        var faker = FakerOf("en", Seed);
        var companies = Company.Create(faker, Companies);
        var personas = faker.Random.Shuffle(Persona.All.SelectMany(p => Enumerable.Repeat(p, p.Leads))).ToList();
        var silent = personas.FindLastIndex(p => p.Visits.Max == 0);
        (personas[silent], personas[^1]) = (personas[^1], personas[silent]);

        var taken = new HashSet<string>(StringComparer.Ordinal);
        PlannedLead[] leads = [.. personas.Select((persona, i) => Create(i, persona, faker.PickRandom(companies), faker.Random.Int(), taken))];
        ReleaseMemory();
        return leads;
    }

    /// <summary>Gives back some 50 MB: word lists of 15 locales, which Bogus reads again when they are needed, and garbage.</summary>
    private static void ReleaseMemory()
    {
        Database.Data.Value.Clear();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
    }

    private static PlannedLead Create(int ordinal, Persona persona, Company company, int seed, HashSet<string> taken)
    {
        // A faker for each lead: a change to one lead's events leaves the others as they were.
        var faker = FakerOf(company.Market.Locale, seed);
        var (person, email) = Identity(ordinal, company, taken, faker);
        var metadata = JsonSerializer.Serialize(
            new
            {
                source = faker.PickRandom(Sources),
                industry = company.Industry,
                country = company.Market.Country,
                title = faker.PickRandom(Titles),
                employees = company.Employees,
                sampleData = true,
            },
            Readable);
        var request = new LeadRequest(person.Name, email, company.Name, faker.PickRandom(persona.Statuses), metadata);
        return new PlannedLead(ordinal, request, company, new Journey(persona, company, faker).Plan());
    }

    private static (Person Person, string Email) Identity(int ordinal, Company company, HashSet<string> taken, Faker faker)
    {
        // A few in other scripts. Those that need fonts which not every machine has are below the leaderboard's first rows.
        var (index, rest) = Math.DivRem(ordinal, 23);
        var person = rest == 1 && index < Person.OtherScriptsCount ? Person.InOtherScript(index) : Person.Create(faker);
        while (!taken.Add($"{person.Mailbox}@{company.Domain}")) person = Person.Create(faker);
        return (person, $"{person.Mailbox}@{company.Domain}");
    }

    private static Faker FakerOf(string locale, int seed) => new(locale) { Random = new Randomizer(seed) };
}

/// <summary>A lead and its events.</summary>
/// <param name="Request">The lead as it is sent to the API.</param>
/// <param name="Company">Where it works; its events fall into the business hours there.</param>
/// <param name="Events">In the order in which they happened.</param>
internal sealed record DemoLead(LeadRequest Request, Company Company, IReadOnlyList<DemoEvent> Events);

/// <summary>An event of a sample lead.</summary>
/// <param name="EventId">The beginning of its id, <c>demo:{lead ordinal}:{event ordinal}</c>, the same in every loading; the lead's id is added.</param>
/// <param name="TimestampMs">When it happened, Unix ms.</param>
/// <param name="Metadata">A JSON object.</param>
internal sealed record DemoEvent(string EventId, string EventType, long TimestampMs, string Metadata);

/// <summary>A lead whose events have no dates yet.</summary>
internal sealed record PlannedLead(int Ordinal, LeadRequest Request, Company Company, IReadOnlyList<PlannedEvent> Events)
{
    public DemoLead At(DemoCalendar calendar) => new(Request, Company, [.. Events.Select((e, i) =>
        new DemoEvent($"demo:{Ordinal:000}:{i:000}", e.EventType, calendar.At(e.When, Company.Market.UtcOffsetHours), e.Metadata))]);
}
