using LeadScoring.Api.Http;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Events;

/// <summary>A lead's score at a time, as known at a time, with the lines that make it up.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="At">Events up to this time; null: all.</param>
/// <param name="KnownAt">Only what was committed and published by this time; null: everything.</param>
/// <param name="Score">The score: the sum of the changes of all lines.</param>
/// <param name="EventCount">How many lines there are in all.</param>
/// <param name="History">A page of them, in the order asked for.</param>
/// <param name="Next">The next page's cursor; null at the end.</param>
public sealed record ScoreJson(
    string LeadId, DateTimeOffset? At, DateTimeOffset? KnownAt, long Score, long EventCount, IReadOnlyList<LedgerRowJson> History, string? Next)
{
    public static ScoreJson Of(string leadId, long? atMs, long? knownAtMs, ScoreAsOf score) => new(
        leadId, atMs.ToTime(), knownAtMs.ToTime(), score.Score, score.Events, [.. score.Lines.Select(LedgerRowJson.Of)], score.Next);
}
