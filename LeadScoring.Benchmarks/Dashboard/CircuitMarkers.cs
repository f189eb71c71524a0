using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LeadScoring.Benchmarks.Dashboard;

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
