using System.Text.Json.Serialization;
using LeadScoring.Contracts.Jobs;
using LeadScoring.Contracts.Json;

namespace LeadScoring.Contracts.Rules;

/// <summary>A version of a rule as a client sends it.</summary>
/// <param name="Points">What an event is worth; may be negative.</param>
/// <param name="Active">Left out: as it is now; true for a new type.</param>
/// <param name="Description">At most 500 characters. Left out: as it is now.</param>
/// <param name="AppliesTo">new (default): from now on; all: from the beginning of time.</param>
public sealed record RuleRequest(
    [property: WholeNumber(-RuleRequest.MaxPoints, RuleRequest.MaxPoints)] int Points, bool? Active = null,
    [property: Text(500, Optional = true)] string? Description = null, [property: OneOf("new", RuleRequest.All)] string? AppliesTo = null)
{
    public const string All = "all";
    public const int MaxPoints = 1_000_000;
}

/// <summary>Which version to go back to.</summary>
/// <param name="Version">An earlier version of the rule.</param>
public sealed record RollbackRequest([property: WholeNumber(1, int.MaxValue)] int Version);

/// <summary>One version of a rule.</summary>
/// <param name="EventType">Events of this type.</param>
/// <param name="Points">What each is worth.</param>
/// <param name="Active">Inactive: 0 points, shown as unscored.</param>
/// <param name="Description">For people.</param>
/// <param name="Version">From 1, per type.</param>
/// <param name="EffectiveFrom">Null: from the beginning of time.</param>
/// <param name="PublishedAt">When it was published.</param>
/// <param name="PublishedBy">Who did; null when not known.</param>
public record RuleResponse(
    string EventType, int Points, bool Active, string Description, int Version, DateTimeOffset? EffectiveFrom,
    DateTimeOffset PublishedAt, string? PublishedBy);

/// <summary>The current version of a rule, and all of them.</summary>
/// <param name="Versions">All versions, newest first.</param>
[method: JsonConstructor]
public sealed record RuleDetailResponse(
    string EventType, int Points, bool Active, string Description, int Version, DateTimeOffset? EffectiveFrom,
    DateTimeOffset PublishedAt, string? PublishedBy,
    [property: JsonPropertyOrder(1)] IReadOnlyList<RuleResponse> Versions)
    : RuleResponse(EventType, Points, Active, Description, Version, EffectiveFrom, PublishedAt, PublishedBy)
{
    public RuleDetailResponse(RuleResponse rule, IReadOnlyList<RuleResponse> versions)
        : this(rule.EventType, rule.Points, rule.Active, rule.Description, rule.Version, rule.EffectiveFrom, rule.PublishedAt, rule.PublishedBy, versions)
    {
    }
}

/// <summary>The version just published, and the rescore that it started.</summary>
/// <param name="Rescore">What publishing caused.</param>
[method: JsonConstructor]
public sealed record PublishedRuleResponse(
    string EventType, int Points, bool Active, string Description, int Version, DateTimeOffset? EffectiveFrom,
    DateTimeOffset PublishedAt, string? PublishedBy,
    [property: JsonPropertyOrder(1)] RescoreResponse Rescore)
    : RuleResponse(EventType, Points, Active, Description, Version, EffectiveFrom, PublishedAt, PublishedBy)
{
    public PublishedRuleResponse(RuleResponse rule, RescoreResponse rescore)
        : this(rule.EventType, rule.Points, rule.Active, rule.Description, rule.Version, rule.EffectiveFrom, rule.PublishedAt, rule.PublishedBy, rescore)
    {
    }
}

/// <summary>A draft of a rule version, or an earlier version to go back to, to preview before publishing it.</summary>
/// <param name="EventType">Events of this type.</param>
/// <param name="Points">What each would be worth; may be negative. Required, unless rollbackTo is sent.</param>
/// <param name="Active">Left out: as it is now; true for a new type.</param>
/// <param name="Description">Makes no difference.</param>
/// <param name="AppliesTo">new (default): from now on; all: from the beginning of time.</param>
/// <param name="Thresholds">Scores of which to count who would cross them.</param>
/// <param name="RollbackTo">What rolling back to this earlier version would do. Instead of points, active, description and appliesTo, which that version has.</param>
public sealed record PreviewRequest(
    [property: EventType(Trimmed = true)] string EventType, [property: WholeNumber(-RuleRequest.MaxPoints, RuleRequest.MaxPoints)] int? Points = null, bool? Active = null,
    [property: Text(500, Optional = true)] string? Description = null, [property: OneOf("new", RuleRequest.All)] string? AppliesTo = null,
    [property: WholeNumbers(20)] IReadOnlyList<long>? Thresholds = null, [property: WholeNumber(1, int.MaxValue)] int? RollbackTo = null);

/// <summary>What publishing would do to the leads as they are now.</summary>
/// <param name="Leads">Leads that it may concern: as many as its rescore would look at.</param>
/// <param name="Changed">Leads whose score would change.</param>
/// <param name="TotalChange">The sum of all changes.</param>
/// <param name="Crossings">Who would cross each threshold.</param>
/// <param name="Biggest">The ten largest changes, up or down.</param>
/// <param name="Crossed">Leads that would cross at least one threshold.</param>
/// <param name="Distribution">
/// These leads by score, now and then: at most 24 bins of equal width (1, 2 or 5 times a power of ten), ascending and without gaps, from the lowest score to the highest.
/// Each lead is in one of them before and in one after. Empty without leads.
/// </param>
public sealed record PreviewResponse(
    long Leads, long Changed, long TotalChange, IReadOnlyList<CrossingResponse> Crossings, IReadOnlyList<PreviewedLeadResponse> Biggest,
    long Crossed, IReadOnlyList<ScoreBinResponse> Distribution);

/// <summary>How many leads have a score in a range.</summary>
/// <param name="From">The lowest score.</param>
/// <param name="To">The highest score.</param>
/// <param name="Before">Leads whose score is in it now.</param>
/// <param name="After">Leads whose score would be.</param>
public sealed record ScoreBinResponse(long From, long To, long Before, long After);

/// <summary>What would become of one lead.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Name">Its name.</param>
/// <param name="PreviousScore">Its score now.</param>
/// <param name="Score">Its score then.</param>
/// <param name="Change">The difference.</param>
public sealed record PreviewedLeadResponse(string LeadId, string Name, long PreviousScore, long Score, long Change);

/// <summary>How many leads would cross a score.</summary>
/// <param name="Threshold">A score.</param>
/// <param name="Up">Leads that would come from below it to it or above.</param>
/// <param name="Down">Leads that would fall below it.</param>
public sealed record CrossingResponse(long Threshold, long Up, long Down);
