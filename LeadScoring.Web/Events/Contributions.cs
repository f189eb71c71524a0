namespace LeadScoring.Web.Events;

/// <summary>What a score is made of; earlier and all types together sum to it.</summary>
public sealed record Contributions(long Score, long Events, EarlierEvents Earlier, IReadOnlyList<Contribution> Types);
