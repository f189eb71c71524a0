namespace LeadScoring.Core.Leads;

/// <param name="Total">Exact when nothing is filtered, else counted up to <see cref="LeadQuery.MaxDepth"/>.</param>
/// <param name="TotalIsLowerBound">Counting stopped at the limit.</param>
public sealed record LeadPage(IReadOnlyList<Lead> Leads, long Total, bool TotalIsLowerBound);
