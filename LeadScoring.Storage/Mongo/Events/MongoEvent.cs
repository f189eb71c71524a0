using LeadScoring.Core.Events;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Mongo.Commits;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Events;

/// <summary>
/// An event's document. It is inserted without results; they are written once the lead's document has counted it. Until then no reader
/// counts it.
/// </summary>
internal sealed class MongoEvent
{
    public required string EventId { get; init; }

    public required string LeadId { get; init; }

    public required string EventType { get; init; }

    public required long TimestampMs { get; init; }

    public bool TimestampGiven { get; init; }

    public string? Metadata { get; init; }

    public long ReceivedAtMs { get; init; }

    public long Submission { get; init; }

    public int Attempts { get; init; }

    public string? ImportId { get; init; }

    /// <summary>The lead's version that counted it; null until its results are written.</summary>
    public long? Version { get; set; }

    public long ProcessedAtMs { get; set; }

    public bool Late { get; set; }

    public long Before { get; set; }

    public long After { get; set; }

    public EventKey Key => new(TimestampMs, EventId);

    public string DocumentId => Keys.Event(LeadId, EventId);

    public static MongoEvent From(IncomingEvent e) => new()
    {
        EventId = e.EventId,
        LeadId = e.LeadId,
        EventType = e.EventType,
        TimestampMs = e.TimestampMs,
        TimestampGiven = e.TimestampGiven,
        Metadata = e.Metadata,
        ReceivedAtMs = e.ReceivedAtMs,
        Submission = e.Submission,
        Attempts = e.Attempt,
        ImportId = e.ImportId,
    };

    /// <summary>Fields that a projection left out have their defaults.</summary>
    public static MongoEvent Of(BsonDocument document)
    {
        var lead = document.Text("l");
        return new()
        {
            EventId = Keys.EventId(document.Text("_id"), lead),
            LeadId = lead,
            EventType = document.Text("y"),
            TimestampMs = document.Int64("t"),
            TimestampGiven = document.Is("g"),
            Metadata = document.TextOrNull("m"),
            ReceivedAtMs = document.Int64OrNull("r") ?? 0,
            Submission = document.Int64OrNull("s") ?? 0,
            Attempts = (int)(document.Int64OrNull("n") ?? 0),
            ImportId = document.TextOrNull("i"),
            Version = document.Int64OrNull("v"),
            ProcessedAtMs = document.Int64OrNull("k") ?? 0,
            Late = document.Is("late"),
            Before = document.Int64OrNull("b") ?? 0,
            After = document.Int64OrNull("a") ?? 0,
        };
    }

    public BsonDocument ToDocument()
    {
        var document = new BsonDocument
        {
            { "_id", DocumentId },
            { "l", LeadId },
            { "t", TimestampMs },
            { "y", EventType },
            { "g", TimestampGiven },
            { "r", ReceivedAtMs },
            { "s", Submission },
            { "n", Attempts },
        };
        if (Metadata is not null) document.Add("m", Metadata);
        if (ImportId is not null) document.Add("i", ImportId);
        return document;
    }

    /// <summary>Adds the results of the lead's last commit, when they are not written into the event yet.</summary>
    public MongoEvent With(LastCommit commit)
    {
        if (Version is null && commit.Results.TryGetValue(EventId, out var result)) Count(commit.Version, commit.ProcessedAtMs, result);
        return this;
    }

    public void Count(long version, long processedAtMs, CommitResultOf result) =>
        (Version, ProcessedAtMs, Before, After, Late) = (version, processedAtMs, result.Before, result.After, result.Late);

    public StoredEvent ToStored() => new(
        EventId, EventType, LeadId, TimestampMs, TimestampGiven, Metadata, ReceivedAtMs, ProcessedAtMs, Late, Submission, Attempts, Before, After);
}

/// <summary>The results recorded once with a counted event.</summary>
internal readonly record struct CommitResultOf(long TimestampMs, long Before, long After, bool Late);
