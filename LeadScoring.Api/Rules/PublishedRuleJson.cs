using System.Text.Json.Serialization;

namespace LeadScoring.Api.Rules;

/// <summary>The version just published, and the rescore that it started.</summary>
public sealed record PublishedRuleJson : RuleJson
{
    public PublishedRuleJson(RuleJson published, RescoreJson rescore)
        : base(published) => Rescore = rescore;

    /// <summary>What publishing caused.</summary>
    [JsonPropertyOrder(1)]
    public RescoreJson Rescore { get; }
}
