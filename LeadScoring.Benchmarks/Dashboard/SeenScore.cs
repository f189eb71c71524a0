namespace LeadScoring.Benchmarks.Dashboard;

/// <param name="LeadId">A probe.</param>
/// <param name="Score">What its row showed.</param>
/// <param name="At">Since when, in milliseconds since 1970.</param>
internal sealed record SeenScore(string LeadId, long Score, double At);
