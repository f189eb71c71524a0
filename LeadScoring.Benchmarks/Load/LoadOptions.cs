using System.Globalization;

namespace LeadScoring.Benchmarks.Load;

/// <param name="Url">The API, which runs already, on this machine.</param>
/// <param name="Leads">Leads that the events are about.</param>
/// <param name="Events">Events sent in batches.</param>
/// <param name="Batch">Events in one request.</param>
/// <param name="InFlight">Batches under way at the same time.</param>
/// <param name="Connections">Single POSTs under way at the same time.</param>
/// <param name="Seconds">For how long single events are posted, after two seconds of warming up.</param>
internal sealed record LoadOptions(string Url, int Leads, int Events, int Batch, int InFlight, int Connections, int Seconds)
{
    public static LoadOptions Parse(string[] args)
    {
        string? Given(string name) => Array.IndexOf(args, "--" + name) is >= 0 and var at ? args[at + 1] : null;
        int Number(string name, int usual) => Given(name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : usual;
        return new(
            Given("url") ?? "http://localhost:3000", Number("leads", 5_000), Number("events", 200_000), Number("batch", 1_000), Number("in-flight", 4),
            Number("connections", 32), Number("seconds", 8));
    }
}
