using System.Text.Json.Serialization;

namespace LeadScoring.Api.Replay;

/// <summary>A replay, and the first 100 differences that it found.</summary>
public sealed record ReplayWithDifferencesJson : ReplayJson
{
    public ReplayWithDifferencesJson(ReplayJson replay, IReadOnlyList<DifferenceJson> found)
        : base(replay) => Found = found;

    /// <summary>What differed, oldest first, at most 100.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<DifferenceJson> Found { get; }
}
