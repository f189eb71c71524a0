using System.Globalization;
using LeadScoring.Core.Jobs;
using LeadScoring.Storage.Jobs;
using LeadScoring.Storage.Rules;

namespace LeadScoring.Tests.Store.InMemory.Rows;

internal sealed class MemoryJobRows(MemorySession session) : IJobRows
{
    private IEnumerable<JobRow> Open => session.Rows.Jobs.Values.Where(row => row.Job.CompletedAtMs is null);

    public BackgroundJob Add(NewJob job, long now)
    {
        var id = session.Rows.Jobs.Count + 1;
        var added = new BackgroundJob(id, job.Kind, job.Revision, job.Reason, job.SinceMs, "pending", job.Total, 0, 0, 0, now, null);
        session.Rows = session.Rows with { Jobs = session.Rows.Jobs.Add(id, new(added, 0, job.Cause, [])) };
        return added;
    }

    public BackgroundJob? Find(long id) => session.Rows.Jobs.GetValueOrDefault(id) is { } row ? Map(row) : null;

    public BackgroundJob? Next() => Open.OrderBy(row => row.Job.Kind).ThenBy(row => row.Job.Id).Select(Map).FirstOrDefault();

    public BackgroundJob? Next(JobKind kind) => Open.Where(row => row.Job.Kind == kind).Select(Map).FirstOrDefault();

    public List<BackgroundJob> Newest(JobKind kind, int limit) =>
        [.. session.Rows.Jobs.Values.Where(row => row.Job.Kind == kind).Reverse().Take(limit).Select(Map)];

    public List<OpenRescore> OpenRescores() =>
    [
        .. Open.Where(row => row.Job.Kind == JobKind.Rescore)
            .Select(row => new OpenRescore(row.Job.Id, row.Job.Revision, RescorePass.Since(row.Job.SinceMs), row.Cursor)),
    ];

    public long Cursor(long id) => session.Rows.Jobs.GetValueOrDefault(id)?.Cursor ?? long.MaxValue;

    public JobCause? Cause(long id) => session.Rows.Jobs.GetValueOrDefault(id)?.Cause;

    public void Advance(long id, long? cursor, int leads, long now) => Change(id, row => row.Job.CompletedAtMs is null && (cursor is null || cursor > row.Cursor)
        ? row with
        {
            Cursor = cursor ?? row.Cursor,
            Job = row.Job with
            {
                Done = row.Job.Done + leads,
                State = cursor is null ? "completed" : "running",
                CompletedAtMs = cursor is null ? now : null,
            },
        }
        : row);

    public void Changed(long id, int stripe, int leads) => session.Rows = session.Rows.Count(CounterOf(id), stripe, leads);

    public void Cancel(long id, long now) =>
        Change(id, row => row.Job.CompletedAtMs is null ? row with { Job = row.Job with { State = "cancelled", CompletedAtMs = now } } : row);

    public void AddDifferences(long id, IReadOnlyList<LeadDifference> differences, int maxStored) => Change(id, row => row with
    {
        Job = row.Job with { Differences = row.Job.Differences + 1 },
        Stored = row.Job.Differences < maxStored ? row.Stored.AddRange(differences) : row.Stored,
    });

    public List<LeadDifference> Differences(long id, int limit) => [.. session.Rows.Jobs[id].Stored.Take(limit)];

    private static string CounterOf(long id) => string.Create(CultureInfo.InvariantCulture, $"job {id}");

    private void Change(long id, Func<JobRow, JobRow> change)
    {
        if (session.Rows.Jobs.GetValueOrDefault(id) is { } row) session.Rows = session.Rows with { Jobs = session.Rows.Jobs.SetItem(id, change(row)) };
    }

    private BackgroundJob Map(JobRow row) =>
        row.Job with { Done = JobProgress.Done(row.Job.State, row.Job.Done, row.Job.Total), Changed = session.Rows.Counted(CounterOf(row.Job.Id)) };
}
