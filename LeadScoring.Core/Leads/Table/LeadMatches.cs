namespace LeadScoring.Core.Leads.Table;

/// <param name="Numbers">The page, in order.</param>
/// <param name="Total">All matches; once there are more than <see cref="LeadQuery.MaxDepth"/>, at least one more than that.</param>
public sealed record LeadMatches(IReadOnlyList<long> Numbers, long Total);
