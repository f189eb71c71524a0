using Bogus;

namespace LeadScoring.Api.Demo;

/// <summary>A made-up company. Its domain is under the reserved <c>.example</c>: a mail to it reaches nobody.</summary>
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
