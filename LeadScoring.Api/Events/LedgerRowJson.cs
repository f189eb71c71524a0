using LeadScoring.Api.Http;
using LeadScoring.Core.Events;

namespace LeadScoring.Api.Events;

/// <summary>One line of a lead's ledger; see <see cref="LedgerEntry"/>.</summary>
public sealed record LedgerRowJson(
    DateTimeOffset Timestamp, string EventId, string EventType, int Points, long Change, long PreviousScore, long Score,
    int? RuleVersion, DateTimeOffset ProcessedAt, bool Late, bool Unscored)
{
    public static LedgerRowJson Of(LedgerEntry e) => new(
        e.TimestampMs.ToTime(), e.EventId, e.EventType, e.Points, e.Change, e.PreviousScore, e.Score, e.RuleVersion,
        e.ProcessedAtMs.ToTime(), e.Late, e.Unscored);
}
