using System.Globalization;
using LeadScoring.Contracts.Rules;
using LeadScoring.Core.Texts;
using LeadScoring.Web.Shared;

namespace LeadScoring.Web.Rules.Editing;

/// <summary>A rule as it is typed.</summary>
/// <param name="Base">The version that it began with; 0: none.</param>
/// <param name="Points">As text.</param>
/// <param name="Description">What people read for the type.</param>
/// <param name="ForAll">It applies to all events; else to those from now on.</param>
public sealed record RuleEdit(int Base, string Points, bool Active, string Description, bool ForAll)
{
    public const int MaxDescription = 500;

    private const char Minus = '\u2212';

    /// <summary>The rule as it is; null: of a type that has none.</summary>
    public static RuleEdit Of(RuleResponse? rule) => rule is null
        ? new(0, "", true, "", false)
        : new(rule.Version, rule.Points.ToString(CultureInfo.InvariantCulture), rule.Active, rule.Description, false);

    /// <summary>Null: they are no whole number in the range.</summary>
    public int? Value => int.TryParse(Points.Trim().Replace(Minus, '-'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        && Math.Abs((long)value) <= RuleRequest.MaxPoints ? value : null;

    public string? PointsError => Value is not null ? null
        : VisibleText.IsBlank(Points) ? $"Enter what each is worth: a whole number from {Minus}{Numbers.Of(RuleRequest.MaxPoints)} to {Numbers.Of(RuleRequest.MaxPoints)}."
        : $"Write a whole number from {Minus}{Numbers.Of(RuleRequest.MaxPoints)} to {Numbers.Of(RuleRequest.MaxPoints)}, without separators.";

    public string? DescriptionError => Description.Length > MaxDescription ? $"Write at most {MaxDescription} characters; it has {Description.Length}." : null;

    public bool IsValid => PointsError is null && DescriptionError is null;

    /// <summary>Whether publishing it would change nothing.</summary>
    public bool IsSameAs(RuleResponse? current) => current is null
        ? VisibleText.IsBlank(Points) && VisibleText.IsBlank(Description)
        : Value == current.Points && Active == current.Active && VisibleText.Trim(Description) == current.Description && !(ForAll && current.EffectiveFrom is not null);

    /// <summary>Only for one that <see cref="IsValid"/>.</summary>
    public RuleRequest ToRequest() => new(Value!.Value, Active, VisibleText.Trim(Description), ForAll ? RuleRequest.All : null);

    /// <summary>As the version that it would be; the points are 0 while they are not valid.</summary>
    public RuleResponse AsVersion(string eventType, int version, DateTimeOffset now) => new(eventType, Value ?? 0, Active, VisibleText.Trim(Description), version, ForAll ? null : now, now, null);
}
