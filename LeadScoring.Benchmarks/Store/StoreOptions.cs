using System.Globalization;

namespace LeadScoring.Benchmarks.Store;

/// <param name="Preload">Events stored before anything is measured.</param>
/// <param name="Leads">Leads that the events are spread over at random.</param>
/// <param name="Events">Events measured per way of writing, over all rounds.</param>
/// <param name="Batch">Events per commit, and rows per raw transaction.</param>
/// <param name="Rounds">How often the ways of writing take turns.</param>
/// <param name="SequentialIds">EventIds in ascending order instead of random ones.</param>
/// <param name="Folder">Where the database files go; they are deleted afterwards.</param>
internal sealed record StoreOptions(int Preload, int Leads, int Events, int Batch, int Rounds, bool SequentialIds, string Folder)
{
    public static StoreOptions Parse(string[] args)
    {
        string Value(string name, string otherwise) => Array.IndexOf(args, "--" + name) is >= 0 and var at ? args[at + 1] : otherwise;
        int Number(string name, int otherwise) =>
            int.Parse(Value(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        return new(
            Number("preload", 1_000_000), Number("leads", 5_000), Number("events", 200_000), Number("batch", 1_000), Number("rounds", 4),
            Value("ids", "random") == "sequential", Value("folder", Path.GetTempPath()));
    }
}
