using System.Globalization;
using LeadScoring.Core.Jobs;
using LeadScoring.Storage.Jobs;
using LeadScoring.Storage.Mongo.Database;
using LeadScoring.Storage.Rules;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Jobs;

/// <summary>Reads and writes <c>jobs</c>, which are <c>open</c> until they end, and <c>replay_differences</c>.</summary>
internal sealed class JobRows(SessionDocuments documents, StripeCounts counts) : IJobRows
{
    private static readonly BsonDocument OldestFirst = Bson.Keys(("_id", 1));
    private static readonly BsonDocument NewestFirst = Bson.Keys(("_id", -1));

    private readonly SessionCollection _jobs = documents.Jobs;

    /// <summary>Two transactions that add a job at once take the same id; the second one is repeated.</summary>
    public BackgroundJob Add(NewJob job, long now)
    {
        var id = 1 + (_jobs.First(Bson.All, NewestFirst, Bson.Only("_id"))?.Int64("_id") ?? 0);
        var document = new BsonDocument
        {
            { "_id", id },
            { "kind", (int)job.Kind },
            { "revision", job.Revision },
            { "reason", job.Reason },
            { "since", Bson.OrNull(job.SinceMs) },
            { "state", "pending" },
            { "total", job.Total },
            { "done", 0L },
            { "differences", 0L },
            { "createdAt", now },
            { "cursor", 0L },
            { "open", true },
        };
        if (job.Cause is { } cause) document.Add("cause", new BsonDocument { { "type", cause.EventType }, { "version", cause.Version }, { "restores", cause.Restores } });
        _jobs.Insert(document);
        return Of(document, 0);
    }

    public BackgroundJob? Find(long id) => One(_jobs.Get(id));

    public BackgroundJob? Next() => One(_jobs.First(new("open", true), Bson.Keys(("kind", 1), ("_id", 1))));

    public BackgroundJob? Next(JobKind kind) => One(_jobs.First(Open(kind), OldestFirst));

    public List<BackgroundJob> Newest(JobKind kind, int limit)
    {
        var jobs = _jobs.Find(new("kind", (int)kind), NewestFirst, limit: limit).ToList();
        var changed = counts.Sum(jobs.ConvertAll(job => ChangedBy(job.Int64("_id"))));
        return jobs.ConvertAll(job => Of(job, changed[ChangedBy(job.Int64("_id"))]));
    }

    public List<OpenRescore> OpenRescores() =>
    [
        .. _jobs.Find(Open(JobKind.Rescore), OldestFirst)
            .Select(job => new OpenRescore(job.Int64("_id"), job.Int64("revision"), RescorePass.Since(job.Int64OrNull("since")), job.Int64("cursor"))),
    ];

    public long Cursor(long id) => _jobs.Get(id)?.Int64("cursor") ?? long.MaxValue;

    public JobCause? Cause(long id) => _jobs.Get(id) is { } job && job.TryGetValue("cause", out var cause)
        ? new(cause["type"].AsString, cause["version"].ToInt32(), cause["restores"].ToInt32())
        : null;

    public void Advance(long id, long? cursor, int leads, long now)
    {
        var (open, done) = (OpenJob(id), new BsonDocument("done", (long)leads));
        if (cursor is { } next)
        {
            open.Add("cursor", new BsonDocument("$lt", next));
            _jobs.Update(open, new() { { "$inc", done }, { "$set", new BsonDocument { { "state", "running" }, { "cursor", next } } } });
        }
        else
        {
            _jobs.Update(open, Ended("completed", now).Add("$inc", done));
        }
    }

    public void Changed(long id, int stripe, int leads) => counts.Add(ChangedBy(id), stripe, leads);

    public void Cancel(long id, long now) => _jobs.Update(OpenJob(id), Ended("cancelled", now));

    public void AddDifferences(long id, IReadOnlyList<LeadDifference> differences, int maxStored)
    {
        var known = _jobs.Get(id)?.Int64("differences") ?? 0;
        _jobs.Update(Bson.Id(id), Bson.Increase("differences", 1));
        if (known >= maxStored) return;
        for (var i = 0; i < differences.Count; i++)
        {
            var (leadId, what, stored, expected) = differences[i];
            documents.Differences.Insert(new()
            {
                { "_id", string.Create(CultureInfo.InvariantCulture, $"{DifferencesOf(id)}{known:x8}/{i:x8}") },
                { "lead", Bson.OrNull(leadId) },
                { "what", what },
                { "stored", stored },
                { "expected", expected },
            });
        }
    }

    public List<LeadDifference> Differences(long id, int limit) =>
    [
        .. documents.Differences.Find(Keys.Beginning(DifferencesOf(id)), OldestFirst, limit: limit)
            .Select(d => new LeadDifference(d.TextOrNull("lead"), d.Text("what"), d.Text("stored"), d.Text("expected"))),
    ];

    private static BsonDocument Open(JobKind kind) => new() { { "open", true }, { "kind", (int)kind } };

    private static BsonDocument OpenJob(long id) => new() { { "_id", id }, { "open", true } };

    private static BsonDocument Ended(string state, long now) => new()
    {
        { "$set", new BsonDocument { { "state", state }, { "completedAt", now } } },
        { "$unset", new BsonDocument("open", "") },
    };

    private static string ChangedBy(long id) => string.Create(CultureInfo.InvariantCulture, $"changed/{id}");

    private static string DifferencesOf(long id) => string.Create(CultureInfo.InvariantCulture, $"{id:x16}/");

    private static BackgroundJob Of(BsonDocument job, long changed)
    {
        var (state, total) = (job.Text("state"), job.Int64("total"));
        return new(
            job.Int64("_id"), (JobKind)job.Int32("kind"), job.Int64("revision"), job.Text("reason"), job.Int64OrNull("since"), state,
            total, JobProgress.Done(state, job.Int64("done"), total), changed, job.Int64("differences"),
            job.Int64("createdAt"), job.Int64OrNull("completedAt"));
    }

    private BackgroundJob? One(BsonDocument? job) => job is null ? null : Of(job, counts.Sum(ChangedBy(job.Int64("_id"))));
}
