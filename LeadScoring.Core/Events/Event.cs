using System.Text.RegularExpressions;

namespace LeadScoring.Core.Events;

/// <summary>A validated event on its way to the store.</summary>
public sealed record IncomingEvent
{
    public required string EventId { get; init; }

    public required string EventType { get; init; }

    public required string LeadId { get; init; }

    /// <summary>When it happened: Unix ms, UTC.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>False when the client sent no time and <see cref="TimestampMs"/> is that of the receipt; it then never conflicts.</summary>
    public bool TimestampGiven { get; init; } = true;

    /// <summary>A JSON object as text, at most 32 KB in UTF-8; null when none was sent.</summary>
    public string? Metadata { get; init; }

    /// <summary>When the API received it: Unix ms.</summary>
    public long ReceivedAtMs { get; init; }

    /// <summary>
    /// Random, one per submission: tells a redelivery of the same submission (not a duplicate) from a second
    /// submission of the same <see cref="EventId"/> (a duplicate).
    /// </summary>
    public long Submission { get; init; }

    /// <summary>The import that it came with, or null.</summary>
    public string? ImportId { get; init; }

    /// <summary>Which attempt (delivery) this is, from 1.</summary>
    public int Attempt { get; init; } = 1;
}

/// <summary>A committed event, with the result recorded at its commit. Times are Unix ms.</summary>
public sealed record StoredEvent(
    string EventId, string EventType, string LeadId, long TimestampMs, bool TimestampGiven, string? Metadata,
    long ReceivedAtMs, long ProcessedAtMs, bool Late, long Submission, int Attempts, long ScoreBefore, long ScoreAfter)
{
    public EventContent Content => new(EventType, LeadId, TimestampMs, TimestampGiven, Metadata);
}

/// <summary>An event that ended in the dead letters, stored so that its job can be looked up for ever.</summary>
public sealed record FailedEvent(string EventId, string LeadId, string Reason, int Attempts, long FailedAtMs, string? ImportId = null);

/// <summary>The patterns and limits of events, for the API and for imports.</summary>
public static partial class EventRules
{
    public const int MaxMetadataBytes = 32 * 1024;

    public static readonly TimeSpan MaxFuture = TimeSpan.FromHours(24);

    public static bool IsEventId(string value) => EventId().IsMatch(value);

    public static bool IsEventType(string value) => EventType().IsMatch(value);

    [GeneratedRegex(@"\A[A-Za-z0-9_.:~@+=-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex EventId();

    [GeneratedRegex(@"\A[a-z][a-z0-9_.:-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex EventType();
}
