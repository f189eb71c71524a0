using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;

namespace LeadScoring.Core.Jobs;

/// <summary>A job that visits all leads it concerns in the background, in chunks. Resumes after a crash.</summary>
/// <param name="Id">Ascending number of the job.</param>
/// <param name="Kind">What it does with each lead.</param>
/// <param name="Revision">The rule revision that leads must reach.</param>
/// <param name="Reason">What caused it, for people.</param>
/// <param name="SinceMs">Unix ms: it concerns leads with an event at or after it; null: all leads with events.</param>
/// <param name="State">pending, running, completed or cancelled.</param>
/// <param name="Total">Leads that it concerns, counted when the job was created.</param>
/// <param name="Done">Leads visited so far.</param>
/// <param name="Changed">
/// Leads whose score changed, by the job or by a commit that brought a lead to the new rules first. A lead that is brought past several
/// jobs at once counts for the oldest of them.
/// </param>
/// <param name="Differences">Leads of a replay that differed from their events and were repaired; expected to be 0.</param>
/// <param name="CreatedAtMs">Unix ms.</param>
/// <param name="CompletedAtMs">Unix ms, or null while it runs.</param>
public sealed record BackgroundJob(
    long Id, JobKind Kind, long Revision, string Reason, long? SinceMs, string State,
    long Total, long Done, long Changed, long Differences, long CreatedAtMs, long? CompletedAtMs);

/// <summary>Stored as a number: append only, never reorder.</summary>
public enum JobKind
{
    /// <summary>Brings leads to a newer rule revision or other bounds.</summary>
    Rescore,

    /// <summary>Folds every lead's events again, compares, and repairs.</summary>
    Replay,
}

/// <summary>What running a chunk of a job did.</summary>
/// <param name="Leads">Leads visited that the job concerns.</param>
/// <param name="Changed">How many leads the chunk gave another score.</param>
/// <param name="Changes">The changes to announce.</param>
/// <param name="Cursor">Opaque: where the next chunk starts; null after the last one.</param>
/// <param name="Others">The other rescores that the chunk was run for, with how many of the visited leads each concerns; null: none.</param>
public sealed record JobChunk(
    int Leads, int Changed, IReadOnlyList<LeadChange> Changes, string? Cursor, IReadOnlyDictionary<long, int>? Others = null)
{
    /// <summary>Where the changes are in the store's outbox.</summary>
    public IReadOnlyList<long> Positions { get; init; } = [];
}

/// <summary>What cancelling a job did.</summary>
/// <param name="Job">The job as it is now; null: there is no such job.</param>
/// <param name="RolledBack">The publishing that takes the cancelled one back, with the rescore that brings back the scores that were changed.</param>
/// <param name="Refused">Why it could not be cancelled, or null.</param>
public sealed record Cancellation(BackgroundJob? Job, PublishedRule? RolledBack, string? Refused);

/// <summary>The result of folding one lead again.</summary>
/// <param name="Events">How many events were folded.</param>
/// <param name="PreviousScore">As it was stored.</param>
/// <param name="Score">The fold of its events, and the score now.</param>
/// <param name="Differences">Where the lead differed from its events; expected to be none.</param>
/// <param name="Change">The change to announce; null when nothing differed.</param>
public sealed record Recalculation(
    string LeadId, long Events, long PreviousScore, long Score, IReadOnlyList<LeadDifference> Differences, LeadChange? Change)
{
    /// <summary>Where the change is in the store's outbox.</summary>
    public IReadOnlyList<long> Positions { get; init; } = [];
}

/// <summary>Something stored that differed from what a lead's events give. It was repaired.</summary>
/// <param name="LeadId">The lead; null for what is stored about all of them.</param>
/// <param name="What">score, events, lastEvent, checkpoints or ranks.</param>
/// <param name="Stored">As it was.</param>
/// <param name="Expected">As the events give it, and as it is now.</param>
public sealed record LeadDifference(string? LeadId, string What, string Stored, string Expected);
