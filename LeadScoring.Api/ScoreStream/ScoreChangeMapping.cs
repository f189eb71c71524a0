using LeadScoring.Api.Http;
using LeadScoring.Contracts.Events;
using LeadScoring.Core.Feed;

namespace LeadScoring.Api.ScoreStream;

/// <summary>From the domain to the contracts of the API, and back.</summary>
internal static class ScoreChangeMapping
{
    public static ScoreChange ToResponse(this FeedEntry entry) => new(
        entry.Kind, entry.LeadId, entry.PreviousScore, entry.Score, entry.Change, entry.EventType, entry.EventId,
        entry.TimestampMs.ToTime(), entry.ProcessedAtMs.ToTime(), entry.Version);
}
