namespace LeadScoring.Core.Events;

public enum EventStatus
{
    /// <summary>Counted by this commit, or by an earlier delivery of the same submission.</summary>
    Committed,

    /// <summary>Another submission of the same eventId was counted before; nothing changed.</summary>
    Duplicate,

    /// <summary>No such lead; nothing was stored.</summary>
    LeadUnknown,

    /// <summary>The lead was deleted; nothing was stored.</summary>
    LeadDeleted,
}
