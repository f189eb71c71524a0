using LeadScoring.Core.Events;
using LeadScoring.Core.Rules;

namespace LeadScoring.Core.Jobs;

/// <summary>A walk over the leads in the background: a rescore, or a replay. Resumes after a crash.</summary>
/// <param name="Id">Ascending number of the job.</param>
/// <param name="Kind">What it does with each lead.</param>
/// <param name="Revision">The rule revision that leads must reach.</param>
/// <param name="Reason">For people: what caused it.</param>
/// <param name="SinceMs">Only leads with an event at or after this time are touched; null: all leads with events.</param>
/// <param name="State">pending, running, completed or cancelled.</param>
/// <param name="Total">Leads to look at, counted when the job was created.</param>
/// <param name="Done">Leads looked at so far.</param>
/// <param name="Changed">
/// Leads whose score changed, by the job or by a commit that brought a lead to the new rules first. A lead that is brought past several
/// jobs at once counts for the oldest of them.
/// </param>
/// <param name="Differences">Leads that were not as their events say, and were mended; a replay expects none.</param>
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

    /// <summary>Folds every lead's events anew and compares.</summary>
    Replay,
}

/// <param name="Leads">Leads looked at.</param>
/// <param name="Changed">How many of them the chunk gave another score.</param>
/// <param name="Changes">What to announce.</param>
/// <param name="Cursor">Opaque: where the next chunk starts; null when nothing is left.</param>
public sealed record JobChunk(int Leads, int Changed, IReadOnlyList<LeadChange> Changes, string? Cursor);

/// <summary>What cancelling a job did.</summary>
/// <param name="Job">The job as it is now; null: there is no such job.</param>
/// <param name="RolledBack">The publishing that takes the cancelled one back, with the rescore that mends what was done already.</param>
/// <param name="Refused">Why it could not be cancelled, or null.</param>
public sealed record Cancellation(BackgroundJob? Job, PublishedRule? RolledBack, string? Refused);
