namespace LeadScoring.Storage.Jobs;

/// <summary>A rescore that is not completed.</summary>
/// <param name="SinceMs">It concerns leads with an event at or after it, Unix ms.</param>
/// <param name="Cursor">The last lead that it has passed.</param>
internal sealed record OpenRescore(long Id, long Revision, long SinceMs, long Cursor);

/// <summary>
/// One pass over the leads for all open rescores that have passed the same leads. A chunk brings its leads to the newest revision, which
/// is at or past the revision of each of these jobs, so they need no pass of their own. A rescore that is created while a pass is running waits
/// for the next one, together with all that are created until then.
/// </summary>
internal sealed class RescorePass
{
    private readonly List<OpenRescore> _jobs;

    private RescorePass(List<OpenRescore> jobs) => _jobs = jobs;

    /// <summary>The last lead that these jobs have passed.</summary>
    public long Cursor => _jobs[0].Cursor;

    /// <summary>Unix ms: the pass visits leads with an event at or after it.</summary>
    public long SinceMs => _jobs.Min(job => job.SinceMs);

    /// <summary>The time of the last event from which on a job concerns leads: any, when no time is given. Leads without events have the lowest number.</summary>
    public static long Since(long? sinceMs) => Math.Max(sinceMs ?? long.MinValue, long.MinValue + 1);

    /// <summary>The pass of a job; null when the job is not open.</summary>
    public static RescorePass? Of(long jobId, IReadOnlyList<OpenRescore> open) =>
        open.FirstOrDefault(job => job.Id == jobId) is { } first ? new([.. open.Where(job => job.Cursor == first.Cursor)]) : null;

    /// <summary>How many of the visited leads each job concerns, by the times of their last events.</summary>
    public Dictionary<long, int> Count(IReadOnlyCollection<long> lastEventsMs) =>
        _jobs.ToDictionary(job => job.Id, job => lastEventsMs.Count(lastMs => lastMs >= job.SinceMs));
}
