using LeadScoring.Tests.Infrastructure.Mongo.Updates;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Commands;

internal sealed class InsertCommand(WriteStatements writes)
{
    public const int MaxStatements = 100_000;

    private static readonly BsonDocument Inserted = new("n", 1);

    public IEnumerable<(string, CommandSpecification)> All =>
    [
        ("insert", new(InsertAsync, "documents", "ordered", "writeConcern", "readConcern", "bypassDocumentValidation") { IsAllowedInTransaction = true, IsRetryable = true }),
    ];

    /// <summary>The document as it is stored: with an id, and that first.</summary>
    public static BsonDocument Prepare(BsonDocument document)
    {
        if (!document.TryGetValue("_id", out var id)) return new BsonDocument("_id", ObjectId.GenerateNewId()).AddRange(document);
        if (id is BsonArray or BsonRegularExpression or BsonUndefined)
        {
            throw new CommandException(ErrorCode.InvalidIdField, $"The '_id' value cannot be of type {id.BsonType}");
        }

        return UpsertSeed.IdFirst(document);
    }

    private async Task<Reply> InsertAsync(Request request)
    {
        var (name, documents) = (request.Namespace, Statements.Of(request, "documents"));
        var (done, errors) = await writes.RunAllAsync(request, documents.Count, (i, writer) =>
        {
            writer.Insert(name, Prepare(documents[i]));
            return Inserted;
        });
        return new(new BsonDocument("n", done.Count).AddRange(errors));
    }
}
