using System.ComponentModel.DataAnnotations;
using LeadScoring.Contracts.Json;

namespace LeadScoring.Contracts.Rules;

/// <summary>A version of a rule that is only thought of.</summary>
/// <param name="EventType">Events of this type.</param>
/// <param name="Points">What each would be worth; may be negative.</param>
/// <param name="Active">Left out: as it is now; true for a new type.</param>
/// <param name="Description">Makes no difference.</param>
/// <param name="AppliesTo">new (default): from now on; all: from the beginning of time.</param>
/// <param name="Thresholds">Scores of which to count who would cross them.</param>
public sealed record PreviewRequest(
    [property: EventType] string EventType, [property: WholeNumber(-RuleRequest.MaxPoints, RuleRequest.MaxPoints)] int Points, bool? Active = null,
    [property: Text(500, Optional = true)] string? Description = null, [property: OneOf("new", RuleRequest.All)] string? AppliesTo = null,
    [property: WholeNumbers(20)] IReadOnlyList<long>? Thresholds = null);

/// <summary>What publishing would do to the leads as they are now.</summary>
/// <param name="Leads">Leads that it may concern: as many as its rescore would look at.</param>
/// <param name="Changed">Leads whose score would change.</param>
/// <param name="TotalChange">The sum of all changes.</param>
/// <param name="Crossings">Who would cross each threshold.</param>
/// <param name="Biggest">The ten largest changes, up or down.</param>
public sealed record PreviewResponse(
    long Leads, long Changed, long TotalChange, IReadOnlyList<CrossingResponse> Crossings, IReadOnlyList<PreviewedLeadResponse> Biggest);

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
