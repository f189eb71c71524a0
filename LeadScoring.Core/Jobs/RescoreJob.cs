namespace LeadScoring.Core.Jobs;

/// <summary>A background rescore, started by publishing a rule or changing the bounds. Resumes after a crash.</summary>
/// <param name="Id">Ascending number of the job.</param>
/// <param name="Revision">The rule revision that leads must reach.</param>
/// <param name="Reason">For people: which publishing caused it.</param>
/// <param name="SinceMs">Only leads with an event at or after this time are touched; null: all leads with events.</param>
/// <param name="State">pending, running or completed.</param>
/// <param name="Total">Leads to look at, counted when the job was created.</param>
/// <param name="Done">Leads looked at so far.</param>
/// <param name="Changed">Leads whose score changed.</param>
/// <param name="CreatedAtMs">Unix ms.</param>
/// <param name="CompletedAtMs">Unix ms, or null while it runs.</param>
public sealed record RescoreJob(
    long Id, long Revision, string Reason, long? SinceMs, string State,
    long Total, long Done, long Changed, long CreatedAtMs, long? CompletedAtMs);
