using LeadScoring.Core.Events;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Insights;
using LeadScoring.Storage.Ledger;

namespace LeadScoring.Storage.Events;

/// <summary>Reads and writes events.</summary>
internal interface IEventRows
{
    /// <summary>
    /// Announces the events that this transaction commits next. A database where each read is a round trip reads at once what it knows of
    /// them and of their leads.
    /// </summary>
    void Expect(IReadOnlyList<IncomingEvent> events);

    /// <summary>Inserts the event. Returns its row for <see cref="SaveScores"/>; null when the eventId exists already, of any lead.</summary>
    long? Insert(IncomingEvent e, LeadState lead, bool late, long now, long before, long after);

    /// <summary>Changes the scores recorded with an event that this transaction has inserted.</summary>
    void SaveScores(long row, long before, long after);

    /// <summary>The event and its lead's number; null when there is none, or its lead was deleted.</summary>
    (StoredEvent Event, long Lead)? Find(string eventId);

    /// <summary>Those of the eventIds that have counted, with the event's content; null where its lead was deleted since, whether it is purged or not.</summary>
    Dictionary<string, EventContent?> Contents(IReadOnlyCollection<string> eventIds);

    /// <summary>Those of the eventIds that are committed, whether or not their lead was deleted since; purged ones excluded.</summary>
    HashSet<string> Existing(IReadOnlyCollection<string> eventIds);

    /// <summary>Whether the event is one of a deleted lead that is not purged yet.</summary>
    bool IsOrphan(string eventId);

    /// <summary>Whether the event is one of a deleted lead that is purged.</summary>
    bool HasTombstone(string eventId);

    /// <summary>How many events were committed.</summary>
    long Count();

    /// <summary>Adds to that number.</summary>
    void Counted(int stripe, int events);

    /// <summary>Newest first, below a key.</summary>
    List<StoredEvent> Before(LeadState lead, EventKey before, int limit);

    /// <summary>Key and type of the events below a key, newest first; of one lead at a time.</summary>
    IEnumerable<(EventKey Key, string EventType)> TypesBefore(LeadState lead, EventKey before, int limit);

    /// <summary>Everything that a ledger line shows, oldest first, of the events at or above a key that count.</summary>
    IEnumerable<EventLine> Lines(LeadState lead, EventKey from, AsOf asOf, int limit);

    /// <summary>What scores the events at or above a key that count, oldest first.</summary>
    IEnumerable<EventMark> Marks(LeadState lead, EventKey from, AsOf asOf);

    /// <summary>What rollups need of all events of a lead, also of a deleted one.</summary>
    IEnumerable<EventStamp> Stamps(long lead);

    /// <summary>The time of the first event in a span, both ends inclusive; null when there is none.</summary>
    long? FirstAt(LeadState lead, long fromMs, long toMs);

    /// <summary>The numbers of those of the leads that have an event before a span and none in it.</summary>
    /// <param name="leads">Numbers of existing leads.</param>
    /// <param name="fromMs">Where the span begins, inclusive.</param>
    /// <param name="beforeMs">Where it ends, exclusive.</param>
    HashSet<long> WithGap(IReadOnlyCollection<long> leads, long fromMs, long beforeMs);

    /// <summary>How many events are in a span, both ends inclusive; counted up to <paramref name="limit"/>.</summary>
    long Count(LeadState lead, long fromMs, long toMs, long limit);

    /// <summary>The events in a span, both ends inclusive, which has some: the time of the last one, how many they are, and how many were late.</summary>
    (long LastMs, long Events, long Late) Sum(LeadState lead, long fromMs, long toMs);
}

internal readonly record struct EventLine(long TimestampMs, string EventId, string EventType, long ProcessedAtMs, bool Late, string? Metadata);

internal readonly record struct EventMark(EventKey Key, string EventType, bool Late);

/// <summary>Why events ended in the dead letters.</summary>
internal interface IFailureRows
{
    FailedEvent? Find(string eventId);

    /// <summary>Replaces an older failure of the event.</summary>
    void Save(FailedEvent failure);

    void Remove(string eventId);
}
