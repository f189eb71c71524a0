namespace LeadScoring.Api.Queue;

/// <summary>What was cleaned away.</summary>
/// <param name="Removed">How many dead letters.</param>
public sealed record CleanedJson(long Removed);
