namespace LeadScoring.Core.Leads;

/// <summary>A page of leads. Offset + Limit ≤ <see cref="MaxDepth"/>.</summary>
/// <param name="Search">A substring of name, e-mail or company, compared by <see cref="SearchKey"/>; any character is safe.</param>
/// <param name="ActiveSinceMs">The newest event happened at or after it, Unix ms.</param>
/// <param name="InactiveSinceMs">The newest event happened before it, Unix ms, or there is none.</param>
public sealed record LeadQuery(
    int Offset, int Limit, string? Search, long? MinScore, long? MaxScore, LeadStatus? Status, LeadSort Sort,
    long? ActiveSinceMs = null, long? InactiveSinceMs = null)
{
    public const int MaxDepth = 10_000;

    public bool IsFiltered => !string.IsNullOrEmpty(Search) || MinScore is not null || MaxScore is not null || Status is not null
        || ActiveSinceMs is not null || InactiveSinceMs is not null;
}
