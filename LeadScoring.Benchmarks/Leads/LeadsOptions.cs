using System.Globalization;

namespace LeadScoring.Benchmarks.Leads;

/// <param name="Leads">How many leads there are.</param>
/// <param name="Rounds">How often every question is asked, idle and again under commits.</param>
/// <param name="Folder">Where the database file goes.</param>
/// <param name="Keep">Leave the file there, to start the product on it.</param>
internal sealed record LeadsOptions(int Leads, int Rounds, string Folder, bool Keep)
{
    public static LeadsOptions Parse(string[] args)
    {
        string Value(string name, string otherwise) => Array.IndexOf(args, "--" + name) is >= 0 and var at ? args[at + 1] : otherwise;
        return new(
            int.Parse(Value("leads", "1000000"), CultureInfo.InvariantCulture), int.Parse(Value("rounds", "2"), CultureInfo.InvariantCulture),
            Value("folder", Path.GetTempPath()), args.Contains("--keep"));
    }
}
