using LeadScoring.Core.Imports;
using LeadScoring.Core.Storage.Adapters;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Core.Mongo;

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
        { "places", ImportPlaces.Write(import.Places) },
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
        Places = ImportPlaces.Read(import.Text("places")),
        Drained = import.Is("drained"),
        StartedAtMs = import.Int64("startedAt"),
        UpdatedAtMs = import.Int64("updatedAt"),
        FinishedAtMs = import.Int64OrNull("finishedAt"),
    };
}
