using System.Text.Encodings.Web;
using System.Text.Json;
using Bogus;
using LeadScoring.Core.Leads;

namespace LeadScoring.Api.Demo;

/// <summary>
/// 200 made-up leads and what they did in the last 60 days, the same every time: every faker has its own fixed seed, and
/// Bogus, whose word lists matter too, is pinned. Only the times depend on the anchor; the order, and so the scores, do not.
/// </summary>
internal static class DemoData
{
    private const int Seed = 313;
    private const int Companies = 130;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Titles =
        ["Head of Sales", "Operations Manager", "Marketing Director", "CEO", "Sales Operations Analyst", "Head of Procurement", "CTO", "Account Manager", "Revenue Lead", "Office Manager"];
    private static readonly string[] Sources = ["Organic search", "Webinar", "Referral", "Trade fair", "Paid search", "LinkedIn", "Partner"];

    /// <summary>Drawn once: it is the same every time, and takes most of a second.</summary>
    private static readonly Lazy<IReadOnlyList<PlannedLead>> Plan = new(Draw);

    /// <param name="anchor">Now, for the story; nothing happens after it.</param>
    /// <returns>In a fixed order; the last one has no events.</returns>
    public static IReadOnlyList<DemoLead> At(DateTimeOffset anchor)
    {
        var calendar = new DemoCalendar(anchor);
        return [.. Plan.Value.Select(lead => lead.At(calendar))];
    }

    internal static IReadOnlyList<PlannedLead> Draw()
    {
        var faker = FakerOf("en", Seed);
        var companies = Company.Create(faker, Companies);
        var personas = faker.Random.Shuffle(Persona.All.SelectMany(p => Enumerable.Repeat(p, p.Leads))).ToList();
        var silent = personas.FindLastIndex(p => p.Visits.Max == 0);
        (personas[silent], personas[^1]) = (personas[^1], personas[silent]);

        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. personas.Select((persona, i) => Create(i, persona, faker.PickRandom(companies), faker.Random.Int(), taken))];
    }

    private static PlannedLead Create(int ordinal, Persona persona, Company company, int seed, HashSet<string> taken)
    {
        // A faker of its own: a change to one lead's story leaves the others as they were.
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
            },
            Readable);
        var draft = new LeadDraft(person.Name, email, company.Name, faker.PickRandom(persona.Statuses), metadata);
        return new PlannedLead(ordinal, draft, company, [.. new Journey(persona, company, faker).Plan()]);
    }

    private static (Person Person, string Email) Identity(int ordinal, Company company, HashSet<string> taken, Faker faker)
    {
        // Here and there; those that need fonts which not every machine has are below the leaderboard's first rows.
        var (index, rest) = Math.DivRem(ordinal, 23);
        var person = rest == 1 && index < Person.OtherScriptsCount ? Person.InOtherScript(index) : Person.Create(faker);
        while (!taken.Add($"{person.Mailbox}@{company.Domain}")) person = Person.Create(faker);
        return (person, $"{person.Mailbox}@{company.Domain}");
    }

    private static Faker FakerOf(string locale, int seed) => new(locale) { Random = new Randomizer(seed) };
}
