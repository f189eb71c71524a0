using LeadScoring.Web.Leads;

namespace LeadScoring.Web.Live;

/// <summary>What every circuit shows: immutable, replaced as a whole.</summary>
/// <param name="ReadAt">When the rows were read from the API.</param>
/// <param name="Error">Why they could not be read again, for people; null when they could.</param>
public sealed record LeaderboardSnapshot(IReadOnlyList<LeadRow> Rows, DateTimeOffset? ReadAt, ConnectionState State, string? Error)
{
    public static LeaderboardSnapshot Empty { get; } = new([], null, ConnectionState.Starting, null);
}
