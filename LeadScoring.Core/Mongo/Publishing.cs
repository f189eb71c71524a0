using System.Globalization;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Storage;
using LeadScoring.Core.Storage.Adapters;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Core.Mongo;

/// <summary>Adds documents to the log of revisions: whoever inserts the next number has published, everybody else tries again on top of it.</summary>
internal static class Publishing
{
    private const int MaxTries = 50;

    /// <param name="data">Where the log is.</param>
    /// <param name="plan">What to publish at a revision, by what is known of the rules then; null: nothing.</param>
    /// <param name="cancels">The rescore that this takes back.</param>
    /// <param name="ct">Stops waiting.</param>
    public static async Task<PublishedRule?> AddAsync(MongoData data, Func<long, Publication?> plan, long? cancels, CancellationToken ct)
    {
        Publication? publication = null;
        var job = await NextAsync(
            data,
            async number =>
            {
                if ((publication = plan(number)) is null) return null;
                var bounds = data.Rules.Known[^1].Bounds!.Value;
                var document = RevisionDocument.New(number, bounds, publication.Versions, publication.Versions[0].PublishedAtMs)
                    .AddRange(RevisionDocument.Job(JobKind.Rescore, number, publication.Reason, publication.SinceMs, await CountAsync(data, publication.SinceMs, ct)));
                document.Add("cause", RevisionDocument.ToDocument(publication.Cause));
                if (cancels is { } cancelled) document.Add("cancels", cancelled);
                return document;
            },
            ct);
        return job is null ? null : new(publication!.Versions[^1], job);
    }

    public static Task<PublishedRule?> RollbackAsync(
        MongoData data, string eventType, int version, int? expectedVersion, long? cancels, CancellationToken ct) =>
        AddAsync(data, revision => Publication.Rollback(eventType, version, expectedVersion, data.Rules.VersionsOf(eventType), revision, data.Now), cancels, ct);

    public static Task<RescoreJob?> BoundsAsync(MongoData data, ScoreBounds bounds, CancellationToken ct) => NextAsync(
        data,
        async number => data.Rules.Known[^1].Bounds == bounds
            ? null
            : RevisionDocument.New(number, bounds, [], data.Now).AddRange(RevisionDocument.Job(
                JobKind.Rescore, number, string.Create(CultureInfo.InvariantCulture, $"score bounds {bounds.Min} to {bounds.Max}"), null, await CountAsync(data, null, ct))),
        ct);

    public static async Task<RescoreJob> ReplayAsync(MongoData data, CancellationToken ct) => (await NextAsync(
        data,
        async number =>
        {
            var total = await data.Leads.CountDocumentsAsync(Bson.In("deletedAt", [BsonNull.Value]), cancellationToken: ct);
            return new BsonDocument { { "_id", number }, { "createdAt", data.Now } }
                .AddRange(RevisionDocument.Job(JobKind.Replay, data.Rules.Known[^1].Number, "replay", null, total));
        },
        ct))!;

    private static async Task<RescoreJob?> NextAsync(MongoData data, Func<long, Task<BsonDocument?>> make, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            await data.Rules.ReadAsync(ct);
            if (await make(data.Rules.Last + 1) is not { } document) return null;
            if ((await data.InsertAsync(data.Jobs, [document], ct)).Count == 0) return RevisionDocument.ToJob(document, 0);
        }

        throw new StoreUnavailableException("MongoDB: others publish too fast.");
    }

    private static Task<long> CountAsync(MongoData data, long? sinceMs, CancellationToken ct) =>
        data.Leads.CountDocumentsAsync(LeadWalk.Since(sinceMs), cancellationToken: ct);
}
