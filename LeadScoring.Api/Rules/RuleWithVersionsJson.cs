using System.Text.Json.Serialization;

namespace LeadScoring.Api.Rules;

/// <summary>The current version of a rule, and all of them, newest first.</summary>
public sealed record RuleWithVersionsJson : RuleJson
{
    public RuleWithVersionsJson(RuleJson current, IReadOnlyList<RuleJson> versions)
        : base(current) => Versions = versions;

    /// <summary>All versions, newest first.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<RuleJson> Versions { get; }
}
