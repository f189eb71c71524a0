using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LeadScoring.Benchmarks.Dashboard;

/// <summary>Circuits that show the same board as the browser does.</summary>
internal sealed class Circuits : IAsyncDisposable
{
    private List<Circuit> _open = [];
    private (long Batches, long Bytes) _began;
    private long _at;

    public List<string> Failures { get; private set; } = [];

    public static async Task<Circuits> OpenAsync(HttpClient web, DashboardOptions options)
    {
        var circuits = new Circuits();
        for (var i = 0; i < options.Circuits; i++) circuits._open.Add(await Circuit.OpenAsync(web, options.ToPage()));
        return circuits;
    }

    public void Begin() => (_began, _at) = (Totals(), Stopwatch.GetTimestamp());

    /// <summary>What each received since <see cref="Begin"/>.</summary>
    public string Describe()
    {
        var (seconds, totals) = (Stopwatch.GetElapsedTime(_at).TotalSeconds * Math.Max(1, _open.Count), Totals());
        Failures = [.. _open.Select(c => c.Failure).OfType<string>()];
        var failed = Failures.Count == 0 ? "none failed" : $"{Failures.Count} FAILED, such as by: {Failures[0]}";
        return $"each received {(totals.Batches - _began.Batches) / seconds:n1} batches/s, {(totals.Bytes - _began.Bytes) / seconds / 1024:n0} KB/s before compression; {failed}";
    }

    public async ValueTask DisposeAsync()
    {
        var open = _open;
        _open = [];
        foreach (var circuit in open) await circuit.DisposeAsync();
    }

    private (long Batches, long Bytes) Totals() => (_open.Sum(c => c.Batches), _open.Sum(c => c.Bytes));
}

/// <summary>What a page's HTML says about its interactive components, in comments, sealed by the server.</summary>
/// <param name="Operations">What asks for them, as JSON.</param>
/// <param name="State">Opaque.</param>
internal sealed partial record CircuitMarkers(string Operations, string State)
{
    public static CircuitMarkers Of(string html)
    {
        var operations = new JsonArray();
        foreach (var match in Markers().Matches(html).Cast<Match>())
        {
            var marker = JsonNode.Parse(match.Groups[1].Value)!;
            marker["uniqueId"] = operations.Count;
            operations.Add((JsonNode)new JsonObject { ["type"] = "add", ["ssrComponentId"] = operations.Count + 1, ["marker"] = marker });
        }

        if (operations.Count == 0) throw new FormatException("The page has no interactive components.");
        return new(new JsonObject { ["batchId"] = 1, ["operations"] = operations }.ToJsonString(), ApplicationState().Match(html).Groups[1].Value);
    }

    [GeneratedRegex("<!--Blazor:({.*?})-->")]
    private static partial Regex Markers();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->")]
    private static partial Regex ApplicationState();
}
