using LeadScoring.Web.Leads;
using LeadScoring.Web.Live;

namespace LeadScoring.Web.Board;

/// <summary>A lead on the leaderboard; equal when nothing that is shown differs.</summary>
/// <param name="Cause">What changed its score last; null when that was before this process looked.</param>
/// <param name="Trend">Its scores over the last two weeks; null until read. The same list as long as it is the same trend.</param>
public sealed record BoardRow(LeadRow Lead, LatestChange? Cause, IReadOnlyList<long>? Trend);
