using Bogus;
using Bogus.Extensions;

namespace LeadScoring.Api.Demo;

/// <summary>Who a lead is, and the local part of the e-mail address that the name makes: <c>dana.whitfield</c>.</summary>
internal sealed record Person(string Name, string Mailbox)
{
    /// <summary>Names in other scripts, which no rule turns into an address reliably.</summary>
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
            var (first, last) = EnglishNames.Cover(names.Locale) ? EnglishNames.Draw(names) : (names.Name.FirstName(), names.Name.LastName());
            var (given, family) = (Letters(first, names.Locale), Letters(last, names.Locale));

            // The word lists contain some that are no names.
            if (Math.Min(given.Length, family.Length) > 2) return new Person($"{first} {last}", $"{given}.{family}");
        }
    }

#pragma warning disable CA1308 // Addresses are written in lower case
    private static string Letters(string name, string locale) =>
        string.Concat(name.Transliterate(locale).ToLowerInvariant().Where(char.IsAsciiLetter));
#pragma warning restore CA1308
}
