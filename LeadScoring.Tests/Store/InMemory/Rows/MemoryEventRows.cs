using LeadScoring.Core.Events;
using LeadScoring.Core.Scoring;
using LeadScoring.Storage.Commits;
using LeadScoring.Storage.Events;
using LeadScoring.Storage.Insights;
using LeadScoring.Storage.Ledger;

namespace LeadScoring.Tests.Store.InMemory.Rows;

internal sealed class MemoryEventRows(MemorySession session) : IEventRows
{
    private const string Committed = "events";

    private readonly HashSet<IncomingEvent> _expected = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _inserted = [];

    public void Expect(IReadOnlyList<IncomingEvent> events) => _expected.UnionWith(events);

    public long? Insert(IncomingEvent e, LeadState lead, bool late, long now, long before, long after)
    {
        if (!_expected.Contains(e)) throw new InvalidOperationException("The event was not announced.");
        if (session.Rows.Events.ContainsKey(e.EventId)) return null;
        var stored = new StoredEvent(
            e.EventId, e.EventType, e.LeadId, e.TimestampMs, e.TimestampGiven, e.Metadata, e.ReceivedAtMs, now, late, e.Submission, e.Attempt, before, after);
        session.Rows = session.Rows with
        {
            Events = session.Rows.Events.Add(e.EventId, (stored, lead.Number)),
            Keys = session.Rows.Keys.SetItem(lead.Number, session.Rows.KeysOf(lead.Number).Add(new(e.TimestampMs, e.EventId))),
        };
        _inserted.Add(e.EventId);
        return _inserted.Count - 1;
    }

    public void SaveScores(long row, long before, long after)
    {
        var (stored, lead) = session.Rows.Events[_inserted[(int)row]];
        session.Rows = session.Rows with
        {
            Events = session.Rows.Events.SetItem(stored.EventId, (stored with { ScoreBefore = before, ScoreAfter = after }, lead)),
        };
    }

    public (StoredEvent Event, long Lead)? Find(string eventId) =>
        session.Rows.Events.TryGetValue(eventId, out var found) && session.Rows.Leads.ContainsKey(found.Lead) ? found : null;

    public Dictionary<string, EventContent?> Contents(IReadOnlyCollection<string> eventIds) =>
        eventIds.Where(id => session.Rows.Events.ContainsKey(id) || HasTombstone(id)).ToDictionary(id => id, id => Find(id)?.Event.Content);

    public HashSet<string> Existing(IReadOnlyCollection<string> eventIds) => eventIds.Where(session.Rows.Events.ContainsKey).ToHashSet(StringComparer.Ordinal);

    public bool IsOrphan(string eventId) => session.Rows.Events.TryGetValue(eventId, out var found) && !session.Rows.Leads.ContainsKey(found.Lead);

    public bool HasTombstone(string eventId) => session.Rows.Tombstones.Contains(MemoryDeletedLeads.Hash(eventId));

    public long Count() => session.Rows.Counted(Committed);

    public void Counted(int stripe, int events) => session.Rows = session.Rows.Count(Committed, stripe, events);

    public List<StoredEvent> Before(LeadState lead, EventKey before, int limit) => [.. KeysBefore(lead, before, limit).Select(Stored)];

    public IEnumerable<(EventKey Key, string EventType)> TypesBefore(LeadState lead, EventKey before, int limit) =>
        KeysBefore(lead, before, limit).Select(key => (key, Stored(key).EventType));

    public IEnumerable<EventLine> Lines(LeadState lead, EventKey from, AsOf asOf, int limit) => Counting(lead, from, asOf).Take(limit)
        .Select(e => new EventLine(e.TimestampMs, e.EventId, e.EventType, e.ProcessedAtMs, e.Late, e.Metadata));

    public IEnumerable<EventMark> Marks(LeadState lead, EventKey from, AsOf asOf) =>
        Counting(lead, from, asOf).Select(e => new EventMark(new(e.TimestampMs, e.EventId), e.EventType, e.Late));

    public IEnumerable<EventStamp> Stamps(long lead) =>
        session.Rows.KeysOf(lead).Select(Stored).Select(e => new EventStamp(e.EventType, e.TimestampMs, e.ReceivedAtMs));

    public long? FirstAt(LeadState lead, long fromMs, long toMs) => InSpan(lead, fromMs, toMs).Select(key => (long?)key.TimestampMs).FirstOrDefault();

    public HashSet<long> WithGap(IReadOnlyCollection<long> leads, long fromMs, long beforeMs) =>
        [.. leads.Where(lead => session.Rows.KeysOf(lead).Any(key => key.TimestampMs < fromMs) && !session.Rows.KeysOf(lead).Any(key => key.TimestampMs >= fromMs && key.TimestampMs < beforeMs))];

    public long Count(LeadState lead, long fromMs, long toMs, long limit) => Math.Min(limit, InSpan(lead, fromMs, toMs).LongCount());

    public (long LastMs, long Events, long Late) Sum(LeadState lead, long fromMs, long toMs)
    {
        var events = InSpan(lead, fromMs, toMs).Select(Stored).ToList();
        return (events[^1].TimestampMs, events.Count, events.Count(e => e.Late));
    }

    private IEnumerable<EventKey> KeysBefore(LeadState lead, EventKey before, int limit)
    {
        var keys = session.Rows.KeysOf(lead.Number);
        return keys.Below(keys.IndexFrom(before)).Take(limit);
    }

    private StoredEvent Stored(EventKey key) => session.Rows.Events[key.EventId].Event;

    private IEnumerable<StoredEvent> Counting(LeadState lead, EventKey from, AsOf asOf)
    {
        var keys = session.Rows.KeysOf(lead.Number);
        return keys.Between(keys.IndexFrom(from), asOf.End is { } end ? keys.IndexFrom(end) : keys.Count)
            .Select(Stored).Where(e => e.ProcessedAtMs <= (asOf.KnownAtMs ?? long.MaxValue));
    }

    private IEnumerable<EventKey> InSpan(LeadState lead, long fromMs, long toMs)
    {
        var keys = session.Rows.KeysOf(lead.Number);
        return keys.Between(keys.IndexFrom(EventKey.Before(fromMs)), keys.IndexFrom(EventKey.After(toMs)));
    }
}

internal sealed class MemoryFailureRows(MemorySession session) : IFailureRows
{
    public FailedEvent? Find(string eventId) => session.Rows.Failures.GetValueOrDefault(eventId);

    public void Save(FailedEvent failure) => session.Rows = session.Rows with { Failures = session.Rows.Failures.SetItem(failure.EventId, failure) };

    public void Remove(string eventId) => session.Rows = session.Rows with { Failures = session.Rows.Failures.Remove(eventId) };
}
