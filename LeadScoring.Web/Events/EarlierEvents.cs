namespace LeadScoring.Web.Events;

/// <summary>Those too far back to be told apart by type.</summary>
public sealed record EarlierEvents(long Events, long Change);
