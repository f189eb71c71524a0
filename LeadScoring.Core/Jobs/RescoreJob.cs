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
public sealed record RescoreJob(
    long Id, JobKind Kind, long Revision, string Reason, long? SinceMs, string State,
    long Total, long Done, long Changed, long Differences, long CreatedAtMs, long? CompletedAtMs);
