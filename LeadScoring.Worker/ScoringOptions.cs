using System.ComponentModel.DataAnnotations;

namespace LeadScoring.Worker;

/// <summary>Settings under <c>Scoring</c>: the range that every score is clamped to. Changing it rescores all leads.</summary>
public sealed class ScoringOptions : IValidatableObject
{
    public const string Section = "Scoring";

    [Range(-1_000_000_000, 1_000_000_000)]
    public long MinScore { get; set; }

    [Range(-1_000_000_000, 1_000_000_000)]
    public long MaxScore { get; set; } = 1_000;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MinScore > MaxScore) yield return new("Scoring:MinScore must not exceed Scoring:MaxScore.", [nameof(MinScore)]);
    }
}
