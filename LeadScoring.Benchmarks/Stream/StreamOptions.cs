using System.Globalization;

namespace LeadScoring.Benchmarks.Stream;

/// <param name="Url">The API, which runs already.</param>
/// <param name="Clients">How many follow the stream.</param>
/// <param name="Rate">Events posted per second, one request each.</param>
/// <param name="Seconds">For how long, after two seconds of warming up.</param>
internal sealed record StreamOptions(string Url, int Clients, int Rate, int Seconds)
{
    public static StreamOptions Parse(string[] args)
    {
        string Value(string name, string otherwise) => Array.IndexOf(args, "--" + name) is >= 0 and var at ? args[at + 1] : otherwise;
        int Number(string name, string otherwise) => int.Parse(Value(name, otherwise), CultureInfo.InvariantCulture);
        return new(Value("url", "http://localhost:3000"), Number("clients", "20"), Number("rate", "500"), Number("seconds", "20"));
    }
}
