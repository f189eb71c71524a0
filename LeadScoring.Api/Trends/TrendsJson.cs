using LeadScoring.Api.Http;
using LeadScoring.Core.Trends;

namespace LeadScoring.Api.Trends;

/// <summary>Scores of several leads at the same equally spaced times.</summary>
/// <param name="From">The time of the first score.</param>
/// <param name="To">The time of the last score: now.</param>
/// <param name="Trends">The leads in the order asked for, without those that do not exist.</param>
public sealed record TrendsJson(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<LeadScoresJson> Trends)
{
    public static TrendsJson Of(long fromMs, long toMs, IReadOnlyList<LeadScores> leads) => new(
        fromMs.ToTime(), toMs.ToTime(), [.. leads.Select(l => new LeadScoresJson(l.LeadId, l.Scores))]);
}
