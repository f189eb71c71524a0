namespace LeadScoring.Core.Leads;

/// <summary>A page of leads. Offset + Limit ≤ <see cref="MaxDepth"/>.</summary>
/// <param name="Search">A substring of name, e-mail or company, compared without regard to case and accents; any character is safe.</param>
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

/// <summary>Ties are broken by id, for scores by earlier last event (none last) and then id.</summary>
public enum LeadSort { ScoreDescending, Name, LastEventDescending, CreatedDescending }

/// <param name="Total">Exact when nothing is filtered, else counted up to <see cref="LeadQuery.MaxDepth"/>.</param>
/// <param name="TotalIsLowerBound">Counting stopped at the limit.</param>
public sealed record LeadPage(IReadOnlyList<Lead> Leads, long Total, bool TotalIsLowerBound);
