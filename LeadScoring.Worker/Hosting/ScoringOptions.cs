using System.ComponentModel.DataAnnotations;
using LeadScoring.Core.Scoring;

namespace LeadScoring.Worker.Hosting;

/// <summary>Section <c>Scoring</c>: the range of every score, in points. Changing it rescores all leads.</summary>
internal sealed class ScoringOptions : IValidatableObject
{
    public const string Section = "Scoring";

    [Range(-1_000_000_000L, 1_000_000_000L)]
    public long MinScore { get; set; } = ScoreBounds.Default.Min;

    [Range(-1_000_000_000L, 1_000_000_000L)]
    public long MaxScore { get; set; } = ScoreBounds.Default.Max;

    public ScoreBounds Bounds => new(MinScore, MaxScore);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MinScore > MaxScore)
            yield return new ValidationResult("Scoring:MinScore must not be above Scoring:MaxScore.", [nameof(MinScore), nameof(MaxScore)]);
    }
}
