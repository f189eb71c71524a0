using System.Globalization;
using LeadScoring.Core.Imports;
using LeadScoring.Storage.Imports;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;

namespace LeadScoring.Storage.Mongo.Imports;

/// <summary>
/// Reads and writes <c>imports</c> and <c>import_rejects</c>. Its scored and failed events are <see cref="StripeCounts"/>, since all
/// partitions commit events of one import at the same time.
/// </summary>
internal sealed class ImportRows(SessionDocuments documents, StripeCounts counts) : IImportRows
{
    private static readonly BsonDocument NewestFirst = Bson.Keys(("_id", -1));

    private readonly SessionCollection _imports = documents.Imports;

    public void Add(Import import) => _imports.Insert(Progress(import).AddRange(new BsonDocument
    {
        { "_id", import.Id },
        { "kind", (int)import.Kind },
        { "fileName", import.FileName },
        { "createLeads", import.CreateLeads },
        { "totalBytes", Bson.OrNull(import.TotalBytes) },
        { "startedAt", import.StartedAtMs },
    }));

    public void Save(Import import) => _imports.Update(Bson.Id(import.Id), Bson.Set(Progress(import)));

    public Import? Find(string id) => Read(_imports.Find(Bson.Id(id))).FirstOrDefault();

    public List<Import> Newest(int limit) => Read(_imports.Find(Bson.All, NewestFirst, limit: limit));

    public string? NewestBeyond(int limit) => _imports.First(Bson.All, NewestFirst, Bson.Only("_id"), limit)?.Text("_id");

    public void Remove(string id)
    {
        _imports.Delete(Bson.Id(id));
        counts.Remove(ScoredOf(id));
        counts.Remove(FailedOf(id));
    }

    public void Scored(string id, int stripe, int events) => counts.Add(ScoredOf(id), stripe, events);

    /// <summary>In any stripe: they are only summed.</summary>
    public void Failed(string id, int events) => counts.Add(FailedOf(id), Random.Shared.Next(LeadStripe.Count), events);

    public void Drained(string id) => _imports.Update(Bson.Id(id), Bson.Set(new("drained", true)));

    /// <summary>Saving may be repeated when its result was unknown, so the block is known by its first row.</summary>
    public void AddRejects(string id, long first, byte[] rows) => documents.Rejects.Put(new() { { "_id", Reject(id, first) }, { "rows", rows } });

    public (long Seq, byte[] Rows)? RejectsAfter(string id, long seq)
    {
        var after = Keys.Between(Reject(id, seq + 1), Keys.After(RejectsOf(id)));
        return documents.Rejects.First(after, Bson.Keys(("_id", 1))) is { } next ? (Seq(next), next["rows"].AsByteArray) : null;
    }

    public int RemoveRejects(string id, int limit)
    {
        var ids = documents.Rejects.Find(Keys.Beginning(RejectsOf(id)), Bson.Keys(("_id", 1)), Bson.Only("_id"), limit).Select(r => r["_id"]).ToList();
        if (ids.Count > 0) documents.Rejects.Delete(Bson.In("_id", ids));
        return ids.Count;
    }

    private static string ScoredOf(string id) => $"scored/{id}";

    private static string FailedOf(string id) => $"failed/{id}";

    private static string RejectsOf(string id) => $"{id}/";

    private static string Reject(string id, long seq) => string.Create(CultureInfo.InvariantCulture, $"{RejectsOf(id)}{seq:d19}");

    private static long Seq(BsonDocument reject)
    {
        var id = reject.Text("_id");
        return long.Parse(id.AsSpan(id.LastIndexOf('/') + 1), CultureInfo.InvariantCulture);
    }

    private static BsonDocument Progress(Import import) => new()
    {
        { "format", Bson.OrNull(import.Format) },
        { "encoding", Bson.OrNull(import.Encoding) },
        { "delimiter", Bson.OrNull(import.Delimiter) },
        { "columns", Bson.OrNull(ImportText.Write(import.Columns)) },
        { "defaults", Bson.OrNull(ImportText.Write(import.Defaults)) },
        { "state", (int)import.State },
        { "error", Bson.OrNull(import.Error) },
        { "bytes", import.Bytes },
        { "rows", import.Rows },
        { "queued", import.Queued },
        { "duplicates", import.Duplicates },
        { "conflicts", import.Conflicts },
        { "leadDeleted", import.LeadDeleted },
        { "rejected", import.Rejected },
        { "createdLeads", import.CreatedLeads },
        { "positions", ImportText.Write(import.Positions) },
        { "drained", false },
        { "updatedAt", import.UpdatedAtMs },
        { "finishedAt", Bson.OrNull(import.FinishedAtMs) },
    };

    private List<Import> Read(IEnumerable<BsonDocument> found)
    {
        var imports = found.ToList();
        var ids = imports.ConvertAll(import => import.Text("_id"));
        var sums = counts.Sum([.. ids.Select(ScoredOf), .. ids.Select(FailedOf)]);
        return imports.ConvertAll(import => Of(import, sums[ScoredOf(import.Text("_id"))], sums[FailedOf(import.Text("_id"))]));
    }

    private static Import Of(BsonDocument import, long scored, long failed) => new()
    {
        Id = import.Text("_id"),
        Kind = (ImportKind)import.Int32("kind"),
        FileName = import.Text("fileName"),
        Format = import.TextOrNull("format"),
        Encoding = import.TextOrNull("encoding"),
        Delimiter = import.TextOrNull("delimiter"),
        Columns = ImportText.ReadColumns(import.TextOrNull("columns")),
        Defaults = ImportText.ReadDefaults(import.TextOrNull("defaults")),
        State = (ImportState)import.Int32("state"),
        Error = import.TextOrNull("error"),
        CreateLeads = import.Is("createLeads"),
        Bytes = import.Int64("bytes"),
        TotalBytes = import.Int64OrNull("totalBytes"),
        Rows = import.Int64("rows"),
        Queued = import.Int64("queued"),
        Duplicates = import.Int64("duplicates"),
        Conflicts = import.Int64OrNull("conflicts") ?? 0,
        LeadDeleted = import.Int64OrNull("leadDeleted") ?? 0,
        Rejected = import.Int64("rejected"),
        CreatedLeads = import.Int64("createdLeads"),
        Scored = scored,
        Failed = failed,
        Positions = ImportText.ReadPositions(import.Text("positions")),
        Drained = import.Is("drained"),
        StartedAtMs = import.Int64("startedAt"),
        UpdatedAtMs = import.Int64("updatedAt"),
        FinishedAtMs = import.Int64OrNull("finishedAt"),
    };
}
