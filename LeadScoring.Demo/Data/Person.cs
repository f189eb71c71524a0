using Bogus;
using Bogus.Extensions;

namespace LeadScoring.Demo.Data;

/// <summary>A lead's name, and the local part of the e-mail address made of it: <c>dana.whitfield</c>.</summary>
internal sealed record Person(string Name, string Mailbox)
{
    /// <summary>Names in other scripts, with their addresses: transliteration rules do not give the usual spelling.</summary>
    private static readonly Person[] OtherScripts =
    [
        new("田中 由紀", "yuki.tanaka"), new("陈伟", "wei.chen"), new("김민준", "minjun.kim"), new("נועה לוי", "noa.levi"),
        new("Олена Коваленко", "olena.kovalenko"), new("أحمد حداد", "ahmad.haddad"), new("अनन्या शर्मा", "ananya.sharma"), new("Ελένη Παπαδάκη", "eleni.papadaki"),
    ];

    public static int OtherScriptsCount => OtherScripts.Length;

    public static Person InOtherScript(int index) => OtherScripts[index];

    /// <param name="names">A faker with the locale of the person's country.</param>
    public static Person Create(Faker names)
    {
        while (true)
        {
            var (first, last) = EnglishNames.Cover(names.Locale) ? EnglishNames.Pick(names) : (names.Name.FirstName(), names.Name.LastName());
            var (given, family) = (Letters(first, names.Locale), Letters(last, names.Locale));

            // Bogus' word lists contain entries that are no names, most of them short.
            if (Math.Min(given.Length, family.Length) > 2) return new Person($"{first} {last}", $"{given}.{family}");
        }
    }

#pragma warning disable CA1308 // Addresses are written in lower case
    private static string Letters(string name, string locale) =>
        string.Concat(name.Transliterate(locale).ToLowerInvariant().Where(char.IsAsciiLetter));
#pragma warning restore CA1308
}

/// <summary>Names for English-speaking markets, instead of Bogus' list, which has many rare ones.</summary>
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

    public static (string First, string Last) Pick(Faker faker) => (faker.PickRandom(First), faker.PickRandom(Last));
}
