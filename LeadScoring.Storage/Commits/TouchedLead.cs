using LeadScoring.Core.Events;
using LeadScoring.Core.Scoring;

namespace LeadScoring.Storage.Commits;

/// <summary>What one batch did to one lead so far, over all its transactions.</summary>
internal sealed class TouchedLead(string id, LeadState lead)
{
    private long _before = lead.StoredScore;
    private long _versionBefore = lead.Version;
    private long? _recordedBefore;
    private long _score = lead.StoredScore;
    private long _version = lead.Version;
    private long _processedAtMs;
    private IncomingEvent? _cause;

    public string Id => id;

    /// <summary>Events of this batch below it are late.</summary>
    public EventKey LastBefore { get; private set; } = lead.Fold.Last;

    /// <summary>False when nothing came of what was sent for it: then there is nothing to announce.</summary>
    public bool HasNews => _cause is not null || _version != _versionBefore;

    /// <summary>The lead was read again because others had changed it: until something of this batch is in it, that is how it was before.</summary>
    public void Reread(LeadState again)
    {
        if (_version != _versionBefore) return;
        (_before, _versionBefore, LastBefore) = (again.StoredScore, again.Version, again.Fold.Last);
        (_score, _version) = (_before, _versionBefore);
    }

    /// <summary>Another event counted.</summary>
    public void Counted(IncomingEvent e, long processedAtMs) => (_cause, _processedAtMs) = (e, processedAtMs);

    /// <summary>
    /// An event that had counted before came again: its announcement may have been lost, so it is repeated, and tells the
    /// change recorded with the event unless this batch has changed the lead anyway.
    /// </summary>
    public void Repeated(IncomingEvent e, StoredEvent stored, bool redelivered)
    {
        if (_version != _versionBefore) return;
        if (redelivered) _recordedBefore ??= stored.ScoreBefore;
        (_cause, _processedAtMs) = (e, stored.ProcessedAtMs);
    }

    public void Saved(LeadState saved)
    {
        _score = saved.Fold.Score;
        _version = saved.Version;
    }

    public LeadChange ToChange() => new(
        Id, _version == _versionBefore ? _recordedBefore ?? _before : _before, _score, _version,
        _cause?.EventId, _cause?.EventType, _cause?.TimestampMs ?? LastBefore.TimestampMs, _processedAtMs);
}

internal static class CommitOrder
{
    /// <summary>The events' places, lead by lead, in the order given within a lead.</summary>
    public static int[] ByLead(IReadOnlyList<IncomingEvent> events)
    {
        var order = new int[events.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(order, (a, b) => string.CompareOrdinal(events[a].LeadId, events[b].LeadId) is var c and not 0 ? c : a.CompareTo(b));
        return order;
    }
}
