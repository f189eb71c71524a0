using System.Globalization;

namespace LeadScoring.Benchmarks;

/// <summary>A benchmark's command line: <c>--name value</c>, or <c>--name</c> for a flag.</summary>
/// <exception cref="FormatException">A number is not one.</exception>
internal sealed class BenchmarkArguments(string[] args)
{
    public string Text(string name, string defaultValue) => Find(name) ?? defaultValue;

    public int Number(string name, int defaultValue) => OptionalNumber(name) ?? defaultValue;

    public int? OptionalNumber(string name) => Find(name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;

    public bool Flag(string name) => args.Contains("--" + name);

    private string? Find(string name) => Array.IndexOf(args, "--" + name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}
