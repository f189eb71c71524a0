using LeadScoring.Core.Events;
using LeadScoring.Core.Scoring;

namespace LeadScoring.Storage.Commits;

/// <summary>What one batch has done to one lead so far, over all its transactions.</summary>
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

    /// <summary>False when no event of the batch counted or repeated one: there is nothing to announce.</summary>
    public bool HasChange => _cause is not null || _version != _versionBefore;

    /// <summary>Replaces the state before the batch by a newer one, as long as nothing of this batch is committed for the lead.</summary>
    public void Reread(LeadState again)
    {
        if (_version != _versionBefore) return;
        (_before, _versionBefore, LastBefore) = (again.StoredScore, again.Version, again.Fold.Last);
        (_score, _version) = (_before, _versionBefore);
    }

    /// <summary>An event of the batch was counted.</summary>
    public void Counted(IncomingEvent e, long processedAtMs) => (_cause, _processedAtMs) = (e, processedAtMs);

    /// <summary>
    /// A committed event came again. Its announcement may have been lost, so it is repeated, with the change recorded with the event
    /// unless this batch has changed the lead anyway.
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
    /// <summary>The indexes of the events, lead by lead, in the order given within a lead.</summary>
    public static int[] ByLead(IReadOnlyList<IncomingEvent> events)
    {
        var order = new int[events.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(order, (a, b) => string.CompareOrdinal(events[a].LeadId, events[b].LeadId) is var c and not 0 ? c : a.CompareTo(b));
        return order;
    }
}
