using Bogus;

namespace LeadScoring.Demo.Data;

/// <summary>A made-up company. Its domain is under the reserved <c>.example</c>, which has no mail servers.</summary>
internal sealed record Company(string Name, string Domain, string Industry, int Employees, Market Market)
{
    private static readonly string[] Beginnings =
    [
        "Alder", "Amber", "Birch", "Bright", "Cedar", "Clear", "Cobalt", "Copper", "Ember", "Fern", "Granite", "Harbor", "Hazel",
        "Iron", "Juniper", "Lumen", "Maple", "Nova", "Ochre", "Pine", "Quill", "River", "Sable", "Silver", "Slate", "Tide", "Vale", "Willow",
    ];

    private static readonly string[] Endings =
        ["bridge", "craft", "field", "forge", "gate", "grid", "line", "loom", "loop", "mark", "mill", "path", "peak", "point", "wave", "works", "yard"];

    private static readonly string[] Industries =
        ["Software", "Logistics", "Manufacturing", "Healthcare", "Retail", "Finance", "Education", "Energy", "Media", "Construction", "Travel", "Foods"];

    private static readonly int[] Sizes = [12, 25, 40, 75, 120, 200, 350, 600, 1_100, 2_400];

    public static Company[] Create(Faker faker, int count)
    {
        var stems = faker.Random.Shuffle(from beginning in Beginnings from ending in Endings select beginning + ending).Take(count);
        var weights = Market.All.Select(m => m.Weight / (float)Market.All.Sum(all => all.Weight)).ToArray();
        return [.. stems.Select(stem => Create(faker, stem, faker.Random.WeightedRandom(Market.All, weights)))];
    }

    private static Company Create(Faker faker, string stem, Market market)
    {
        var industry = faker.PickRandom(Industries);
        var name = faker.Random.Bool(0.35f) ? $"{stem} {industry}" : $"{stem} {faker.PickRandom(market.LegalForms)}";
#pragma warning disable CA1308 // Domains are lower case
        return new Company(name, $"{stem.ToLowerInvariant()}.example", industry, faker.PickRandom(Sizes), market);
#pragma warning restore CA1308
    }
}

/// <summary>A country, and a time zone of it, that leads come from.</summary>
/// <param name="Locale">Bogus' locale for names.</param>
/// <param name="Weight">How many of the companies sit there, relative to the others.</param>
/// <param name="LegalForms">What a company's name may end with.</param>
internal sealed record Market(string Country, string Locale, int UtcOffsetHours, string Currency, int Weight, params string[] LegalForms)
{
    public static readonly Market[] All =
    [
        new("United States", "en_US", -5, "USD", 26, "Inc.", "LLC", "Group"),
        new("United States", "en_US", -8, "USD", 10, "Inc.", "Labs"),
        new("Canada", "en_CA", -5, "CAD", 6, "Inc.", "Ltd."),
        new("United Kingdom", "en_GB", 0, "GBP", 14, "Ltd", "plc", "Group"),
        new("Ireland", "en_IE", 0, "EUR", 4, "Ltd"),
        new("Germany", "de", 1, "EUR", 14, "GmbH", "AG"),
        new("Austria", "de_AT", 1, "EUR", 3, "GmbH"),
        new("France", "fr", 1, "EUR", 7, "SAS", "SA"),
        new("Spain", "es", 1, "EUR", 5, "S.L.", "S.A."),
        new("Italy", "it", 1, "EUR", 4, "S.r.l.", "S.p.A."),
        new("Netherlands", "nl", 1, "EUR", 5, "B.V."),
        new("Sweden", "sv", 1, "SEK", 4, "AB"),
        new("Norway", "nb_NO", 1, "NOK", 3, "AS"),
        new("Poland", "pl", 1, "PLN", 4, "Sp. z o.o."),
        new("Czechia", "cz", 1, "CZK", 2, "s.r.o."),
        new("Türkiye", "tr", 3, "TRY", 3, "A.Ş."),
        new("Brazil", "pt_BR", -3, "BRL", 4, "Ltda."),
        new("India", "en_IND", 5, "INR", 5, "Pvt. Ltd."),
        new("Australia", "en_AU", 10, "AUD", 4, "Pty Ltd"),
    ];
}
