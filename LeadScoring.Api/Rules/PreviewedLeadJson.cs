namespace LeadScoring.Api.Rules;

/// <summary>What would become of one lead.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Name">Its name.</param>
/// <param name="PreviousScore">Its score now.</param>
/// <param name="Score">Its score then.</param>
/// <param name="Change">The difference.</param>
public sealed record PreviewedLeadJson(string LeadId, string Name, long PreviousScore, long Score, long Change);
