namespace LeadScoring.Core.Leads;

/// <summary>A page of leads. Offset + Limit ≤ <see cref="MaxDepth"/>.</summary>
/// <param name="Search">A substring of name, e-mail or company, case-insensitive; any character is safe.</param>
public sealed record LeadQuery(
    int Offset, int Limit, string? Search, long? MinScore, long? MaxScore, LeadStatus? Status, LeadSort Sort)
{
    public const int MaxDepth = 10_000;
}
