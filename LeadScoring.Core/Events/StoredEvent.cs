namespace LeadScoring.Core.Events;

/// <summary>A committed event, with the result recorded at its commit. Times are Unix ms.</summary>
public sealed record StoredEvent(
    string EventId, string EventType, string LeadId, long TimestampMs, bool TimestampGiven, string? Metadata,
    long ReceivedAtMs, long ProcessedAtMs, bool Late, long Submission, int Attempts, long ScoreBefore, long ScoreAfter);
