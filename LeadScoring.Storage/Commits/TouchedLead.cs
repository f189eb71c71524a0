using LeadScoring.Core.Events;
using LeadScoring.Core.Scoring;

namespace LeadScoring.Storage.Commits;

/// <summary>What one batch has done to one lead so far, over all its transactions.</summary>
internal sealed class TouchedLead
{
    private readonly long _before;
    private readonly long _versionBefore;
    private long? _recordedBefore;
    private long _score;
    private long _version;
    private long _processedAtMs;
    private bool _counted;
    private IncomingEvent? _cause;
    private long? _earliestMs;

    public TouchedLead(string id, LeadState lead)
    {
        Id = id;
        LastBefore = lead.Fold.Last;
        _before = _score = lead.StoredScore;
        _versionBefore = _version = lead.Version;
    }

    private TouchedLead(TouchedLead other)
    {
        (Id, LastBefore, _before, _versionBefore, _recordedBefore) = (other.Id, other.LastBefore, other._before, other._versionBefore, other._recordedBefore);
        (_score, _version, _processedAtMs, _counted) = (other._score, other._version, other._processedAtMs, other._counted);
        (_cause, _earliestMs) = (other._cause, other._earliestMs);
    }

    public string Id { get; }

    /// <summary>Events of this batch below it are late.</summary>
    public EventKey LastBefore { get; }

    /// <summary>False when no event of the batch counted or repeated one: there is nothing to announce.</summary>
    public bool HasChange => _cause is not null || HasChanged;

    /// <summary>Whether this batch has changed the lead.</summary>
    private bool HasChanged => _version != _versionBefore;

    /// <summary>For the next transaction, which may be repeated.</summary>
    public TouchedLead Copy() => new(this);

    /// <summary>An event of the batch was counted.</summary>
    public void Counted(IncomingEvent e, long processedAtMs)
    {
        (_cause, _processedAtMs, _counted) = (e, processedAtMs, true);
        NoteTime(e);
    }

    /// <summary>
    /// A committed event came again. Its announcement may have been lost, so it is repeated, with the change recorded with the event
    /// unless this batch has changed the lead anyway.
    /// </summary>
    public void Repeated(IncomingEvent e, StoredEvent stored, bool redelivered)
    {
        if (HasChanged || _counted) return;
        if (redelivered) _recordedBefore ??= stored.ScoreBefore;
        (_cause, _processedAtMs) = (e, stored.ProcessedAtMs);
        NoteTime(e);
    }

    /// <summary>A transaction of the batch has brought the lead here; it may have done no more than bring it to newer rules.</summary>
    public void Saved(LeadState saved, long processedAtMs)
    {
        if (saved.Version != _version) _processedAtMs = processedAtMs;
        _score = saved.Fold.Score;
        _version = saved.Version;
    }

    public LeadChange ToChange() => new(
        Id, HasChanged ? _before : _recordedBefore ?? _before, _score, _version,
        _cause?.EventId, _cause?.EventType, _cause?.TimestampMs ?? LastBefore.TimestampMs, _processedAtMs) { EarliestMs = _earliestMs < _cause?.TimestampMs ? _earliestMs : null };

    private void NoteTime(IncomingEvent e) => _earliestMs = Math.Min(_earliestMs ?? long.MaxValue, e.TimestampMs);
}
