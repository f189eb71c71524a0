using Bogus;

namespace LeadScoring.Api.Demo;

/// <summary>Names for English-speaking markets: Bogus' own list for them reads as made up.</summary>
internal static class EnglishNames
{
    private static readonly string[] Locales = ["en_US", "en_CA", "en_GB", "en_IE", "en_AU"];

    private static readonly string[] First =
    [
        "Aaron", "Abigail", "Alice", "Amara", "Andrew", "Anna", "Ben", "Bethany", "Caleb", "Carmen", "Claire", "Colin", "Dana", "Daniel", "Diana", "Elena",
        "Ethan", "Fiona", "Gavin", "Grace", "Hannah", "Henry", "Imogen", "Isaac", "Jasmine", "Joel", "Jordan", "Kate", "Keith", "Laura", "Leah", "Liam",
        "Malcolm", "Marcus", "Megan", "Miles", "Naomi", "Nathan", "Nora", "Oliver", "Owen", "Paige", "Peter", "Priya", "Rachel", "Rory", "Rosa", "Ruth",
        "Samuel", "Sean", "Simone", "Stella", "Tara", "Theo", "Tom", "Vanessa", "Victor", "Wendy", "Will", "Zoe",
    ];

    private static readonly string[] Last =
    [
        "Abbott", "Adeyemi", "Ashworth", "Bailey", "Barrett", "Beckett", "Blake", "Brennan", "Calloway", "Carver", "Chen", "Coleman", "Cruz", "Dalton",
        "Delgado", "Doyle", "Drummond", "Ellis", "Farrell", "Fletcher", "Foster", "Gallagher", "Gibson", "Grant", "Hale", "Harding", "Hartley", "Hughes",
        "Ibarra", "Jennings", "Kavanagh", "Keller", "Kim", "Lambert", "Lawson", "MacLeod", "Marsh", "Mercer", "Monroe", "Nguyen", "O'Connor", "Okafor",
        "Osborne", "Park", "Pearson", "Quinn", "Ramsey", "Reyes", "Rhodes", "Sandoval", "Shaw", "Sinclair", "Stanton", "Sutherland", "Tran", "Vaughn",
        "Walsh", "Whitfield", "Winslow", "Yates",
    ];

    public static bool Cover(string locale) => Locales.Contains(locale);

    public static (string First, string Last) Draw(Faker faker) => (faker.PickRandom(First), faker.PickRandom(Last));
}
