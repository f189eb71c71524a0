using System.Globalization;
using LeadScoring.Core.Jobs;
using LeadScoring.Storage.Rules;

namespace LeadScoring.Storage.Jobs;

/// <summary>The progress of a background job, in leads as they were counted when it was created: leads that come or go change nothing.</summary>
internal static class JobProgress
{
    public static long Done(string state, long done, long total) => state == "completed" ? total : Math.Min(done, total);
}

internal static class JobCancellation
{
    /// <summary>Why a job cannot be cancelled, for people; null when it can.</summary>
    /// <param name="job">The job.</param>
    /// <param name="cause">The publishing that caused it; null for a replay, and for a rescore after a change of bounds.</param>
    /// <param name="currentVersion">The current version of the cause's event type.</param>
    public static string? Refusal(BackgroundJob job, JobCause? cause, int currentVersion) => (job, cause) switch
    {
        ({ CompletedAtMs: not null }, _) => $"It is {job.State} already.",
        ({ Kind: JobKind.Replay }, _) => null,
        (_, null) => "Other bounds apply to every lead: change the setting back instead.",
        _ when currentVersion != cause.Version => string.Create(
            CultureInfo.InvariantCulture, $"Version {currentVersion} of {cause.EventType} was published since: roll back the rule instead."),
        _ => null,
    };
}
