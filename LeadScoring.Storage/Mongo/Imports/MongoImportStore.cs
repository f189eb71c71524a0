using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LeadScoring.Core.Imports;
using LeadScoring.Storage.Imports;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Imports;

/// <summary>
/// The commits add up how many of an import's events are committed. A process that dies during a commit may leave that count too low,
/// so it is counted again when the import has left the queue. Failed events are counted at every read.
/// </summary>
internal sealed class MongoImportStore(MongoData data) : IImportStore
{
    public Task AddAsync(Import import, CancellationToken ct) => data.RunAsync(
        async () =>
        {
            await data.InsertAsync(data.Imports, [ImportDocuments.New(import)], ct);
            if (await data.Imports.Find(new BsonDocument()).Sort(Bson.Id(-1)).Skip(IImportStore.MaxImports).Limit(1).FirstOrDefaultAsync(ct) is not { } old) return true;
            await data.DeleteAsync(data.Rejects, RejectsOf(old.Text("_id"), long.MaxValue), ct);
            await data.DeleteAsync(data.Imports, Bson.Id(old["_id"]), ct);
            return true;
        },
        ct);

    /// <summary>The rejected rows first: they are not read until the import's document counts them.</summary>
    public Task SaveAsync(Import import, IReadOnlyList<RejectedRow> rejected, CancellationToken ct) => data.RunAsync(
        async () =>
        {
            if (rejected.Count > 0)
            {
                var rows = new BsonDocument { { "_id", RejectId(import.Id, import.Rejected) }, { "rows", JsonSerializer.Serialize(rejected) } };
                await data.InsertAsync(data.Rejects, [rows], ct);
            }

            return await data.UpdateAsync(data.Imports, Bson.Id(import.Id), Bson.Set(ImportDocuments.Progress(import)), ct);
        },
        ct);

    public Task<Import?> FindAsync(string id, CancellationToken ct) => data.RunAsync(
        async () => await data.Imports.Find(Bson.Id(id)).FirstOrDefaultAsync(ct) is { } import ? await ReadAsync(import, ct) : null, ct);

    public Task<IReadOnlyList<Import>> ListAsync(int limit, CancellationToken ct) => data.RunAsync<IReadOnlyList<Import>>(
        async () =>
        {
            var imports = new List<Import>();
            foreach (var import in await data.Imports.Find(new BsonDocument()).Sort(Bson.Id(-1)).Limit(limit).ToListAsync(ct)) imports.Add(await ReadAsync(import, ct));
            return imports;
        },
        ct);

    public Task DrainedAsync(string id, CancellationToken ct) => data.RunAsync(
        async () =>
        {
            var scored = await data.Events.CountDocumentsAsync(new BsonDocument { { "i", id }, { "v", new BsonDocument("$exists", true) } }, cancellationToken: ct);
            return await data.UpdateAsync(data.Imports, Bson.Id(id), Bson.Set(new() { { "drained", true }, { "scored", scored } }), ct);
        },
        ct);

    public async IAsyncEnumerable<IReadOnlyList<RejectedRow>> RejectsAsync(string id, [EnumeratorCancellation] CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } import) yield break;
        var after = RejectId(id, 0);
        while (await data.RunAsync(() => NextAsync(id, after, import.Rejected, ct), ct) is { } rows)
        {
            yield return JsonSerializer.Deserialize<List<RejectedRow>>(rows.Text("rows"))!;
            after = rows.Text("_id");
        }
    }

    private static string RejectId(string import, long count) => string.Create(CultureInfo.InvariantCulture, $"{import}/{count:d19}");

    private static BsonDocument RejectsOf(string import, long upTo) =>
        new("_id", new BsonDocument { { "$gt", RejectId(import, 0) }, { "$lte", RejectId(import, upTo) } });

    private async Task<BsonDocument?> NextAsync(string import, string after, long upTo, CancellationToken ct)
    {
        var range = new BsonDocument("_id", new BsonDocument { { "$gt", after }, { "$lte", RejectId(import, upTo) } });
        return await data.Rejects.Find(range).Sort(Bson.Id(1)).Limit(1).FirstOrDefaultAsync(ct);
    }

    private async Task<Import> ReadAsync(BsonDocument import, CancellationToken ct) =>
        ImportDocuments.Of(import, await data.Failures.CountDocumentsAsync(new BsonDocument("importId", import["_id"]), cancellationToken: ct));
}

internal static class ImportDocuments
{
    public static UpdateOneModel<BsonDocument> Scored(string id, int events) => new(Bson.Id(id), new BsonDocument("$inc", new BsonDocument("scored", (long)events)));

    public static BsonDocument New(Import import) => Progress(import).AddRange(new BsonDocument
    {
        { "_id", import.Id },
        { "kind", (int)import.Kind },
        { "fileName", import.FileName },
        { "createLeads", import.CreateLeads },
        { "totalBytes", Bson.OrNull(import.TotalBytes) },
        { "scored", 0L },
        { "startedAt", import.StartedAtMs },
    });

    public static BsonDocument Progress(Import import) => new()
    {
        { "format", Bson.OrNull(import.Format) },
        { "state", (int)import.State },
        { "error", Bson.OrNull(import.Error) },
        { "bytes", import.Bytes },
        { "rows", import.Rows },
        { "queued", import.Queued },
        { "duplicates", import.Duplicates },
        { "rejected", import.Rejected },
        { "createdLeads", import.CreatedLeads },
        { "places", ImportPositions.Write(import.Positions) },
        { "drained", false },
        { "updatedAt", import.UpdatedAtMs },
        { "finishedAt", Bson.OrNull(import.FinishedAtMs) },
    };

    public static Import Of(BsonDocument import, long failed) => new()
    {
        Id = import.Text("_id"),
        Kind = (ImportKind)import.Int32("kind"),
        FileName = import.Text("fileName"),
        Format = import.TextOrNull("format"),
        State = (ImportState)import.Int32("state"),
        Error = import.TextOrNull("error"),
        CreateLeads = import.Is("createLeads"),
        Bytes = import.Int64("bytes"),
        TotalBytes = import.Int64OrNull("totalBytes"),
        Rows = import.Int64("rows"),
        Queued = import.Int64("queued"),
        Duplicates = import.Int64("duplicates"),
        Rejected = import.Int64("rejected"),
        CreatedLeads = import.Int64("createdLeads"),
        Scored = import.Int64("scored"),
        Failed = failed,
        Positions = ImportPositions.Read(import.Text("places")),
        Drained = import.Is("drained"),
        StartedAtMs = import.Int64("startedAt"),
        UpdatedAtMs = import.Int64("updatedAt"),
        FinishedAtMs = import.Int64OrNull("finishedAt"),
    };
}
