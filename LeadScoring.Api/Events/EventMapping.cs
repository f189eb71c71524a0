using LeadScoring.Api.Http;
using LeadScoring.Contracts.Events;
using LeadScoring.Core.Events;
using LeadScoring.Core.Stores;

namespace LeadScoring.Api.Events;

/// <summary>From the domain to the contracts of the API, and back.</summary>
internal static class EventMapping
{
    private const int MaxEcho = 128;

    public static RejectedEvent ToRejected(this EventDraft draft, int index) => new(
        index, draft.EventId?.Length > MaxEcho ? draft.EventId[..MaxEcho] : draft.EventId, draft.Errors.ToString());

    public static EventResponse ToResponse(this StoredEvent e) =>
        new(e.EventId, e.EventType, e.LeadId, e.TimestampMs.ToTime(), e.Metadata, e.ProcessedAtMs.ToTime(), e.Late);

    public static EventPageResponse ToResponse(this CursorPage<StoredEvent> page) => new([.. page.Items.Select(x => x.ToResponse())], page.Next);

    public static LedgerRowResponse ToResponse(this LedgerEntry e) => new(
        e.TimestampMs.ToTime(), e.EventId, e.EventType, e.Points, e.Change, e.PreviousScore, e.Score, e.RuleVersion,
        e.ProcessedAtMs.ToTime(), e.Late, e.Unscored, e.Metadata);

    public static HistoryResponse ToResponse(this CursorPage<LedgerEntry> page) => new([.. page.Items.Select(x => x.ToResponse())], page.Next);

    public static ScoreAsOfResponse ToResponse(this ScoreAsOf score, string leadId, long? atMs, long? knownAtMs) => new(
        leadId, atMs.ToTime(), knownAtMs.ToTime(), score.Score, score.Events, [.. score.Lines.Select(x => x.ToResponse())], score.Next);
}
