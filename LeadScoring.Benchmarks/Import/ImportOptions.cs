using System.Globalization;

namespace LeadScoring.Benchmarks.Import;

/// <param name="Url">The API, which runs already, on this machine.</param>
/// <param name="Rows">Rows of the file.</param>
/// <param name="Leads">Leads that they are about, by e-mail address.</param>
/// <param name="Rate">Live events posted per second meanwhile, one request each, waiting for the result.</param>
/// <param name="WithIds">Rows have eventIds; otherwise the API derives them.</param>
internal sealed record ImportOptions(string Url, int Rows, int Leads, int Rate, bool WithIds)
{
    public static ImportOptions Parse(string[] args)
    {
        string Value(string name, string otherwise) => Array.IndexOf(args, "--" + name) is >= 0 and var at ? args[at + 1] : otherwise;
        int Number(string name, string otherwise) => int.Parse(Value(name, otherwise), CultureInfo.InvariantCulture);
        return new(Value("url", "http://localhost:3000"), Number("rows", "1000000"), Number("leads", "5000"), Number("rate", "20"), args.Contains("--ids"));
    }
}
