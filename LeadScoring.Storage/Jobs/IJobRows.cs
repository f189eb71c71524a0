using LeadScoring.Core.Jobs;
using LeadScoring.Storage.Rules;

namespace LeadScoring.Storage.Jobs;

/// <summary>Reads and writes background jobs of every kind.</summary>
internal interface IJobRows
{
    BackgroundJob Add(NewJob job, long now);

    BackgroundJob? Find(long id);

    /// <summary>The oldest open job, rescores before replays.</summary>
    BackgroundJob? Next();

    /// <summary>The oldest open job of a kind.</summary>
    BackgroundJob? Next(JobKind kind);

    List<BackgroundJob> Newest(JobKind kind, int limit);

    /// <summary>The open rescores, oldest first.</summary>
    List<OpenRescore> OpenRescores();

    /// <summary>The number of the last lead that the job has passed; the highest number when there is no such job.</summary>
    long Cursor(long id);

    /// <summary>The publishing that caused the job, or null.</summary>
    JobCause? Cause(long id);

    /// <summary>Moves an open job on to <paramref name="cursor"/> (null: completes it); does nothing the second time.</summary>
    void Advance(long id, long? cursor, int leads, long now);

    /// <summary>Counts leads with another score, in the transaction that changes them: a crash loses none and counts none twice.</summary>
    void Changed(long id, int stripe, int leads);

    /// <summary>Cancels an open job.</summary>
    void Cancel(long id, long now);

    /// <summary>Counts a lead that differed (or the ranks), and stores its differences until <paramref name="maxStored"/> leads have some.</summary>
    void AddDifferences(long id, IReadOnlyList<LeadDifference> differences, int maxStored);

    List<LeadDifference> Differences(long id, int limit);
}

internal sealed record NewJob(JobKind Kind, long Revision, string Reason, long? SinceMs, long Total, JobCause? Cause = null);
