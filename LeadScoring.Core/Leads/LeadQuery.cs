namespace LeadScoring.Core.Leads;

/// <summary>A page of leads. Offset + Limit ≤ <see cref="MaxDepth"/>.</summary>
/// <param name="Search">A substring of name, e-mail or company, compared by <see cref="SearchKey"/>; any character is safe.</param>
public sealed record LeadQuery(
    int Offset, int Limit, string? Search, long? MinScore, long? MaxScore, LeadStatus? Status, LeadSort Sort)
{
    public const int MaxDepth = 10_000;

    public bool IsFiltered => !string.IsNullOrEmpty(Search) || MinScore is not null || MaxScore is not null || Status is not null;
}
