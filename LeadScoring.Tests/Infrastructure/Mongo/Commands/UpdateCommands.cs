using LeadScoring.Tests.Infrastructure.Mongo.Query;
using LeadScoring.Tests.Infrastructure.Mongo.Transactions;
using LeadScoring.Tests.Infrastructure.Mongo.Updates;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Commands;

/// <summary>update and delete.</summary>
internal sealed class UpdateCommands(WriteStatements writes, Action<QueryStats> stats)
{
    private static readonly HashSet<string> UpdateFields = ["q", "u", "multi", "upsert", "hint"];
    private static readonly HashSet<string> DeleteFields = ["q", "limit", "hint"];

    public IEnumerable<(string, CommandSpecification)> All =>
    [
        ("update", new(UpdateAsync, "updates", "ordered", "writeConcern", "readConcern", "bypassDocumentValidation") { IsAllowedInTransaction = true, IsRetryable = true }),
        ("delete", new(DeleteAsync, "deletes", "ordered", "writeConcern", "readConcern") { IsAllowedInTransaction = true, IsRetryable = true }),
    ];

    private async Task<Reply> UpdateAsync(Request request)
    {
        var statements = Statements.Of(request, "updates");
        foreach (var statement in statements)
        {
            Statements.Check(statement, "update.updates", UpdateFields);
            RefuseManyIfRetryable(request, statement.GetValue("multi", false).ToBoolean());
        }

        var (done, errors) = await writes.RunAllAsync(request, statements.Count, (i, writer) => Update(request, statements[i], writer));
        var upserted = new BsonArray(done.Where(d => d.Result.UpsertedId is not null).Select(d => new BsonDocument { { "index", d.Index }, { "_id", d.Result.UpsertedId } }));
        var reply = new BsonDocument { { "n", done.Sum(d => d.Result.Matched) + upserted.Count }, { "nModified", done.Sum(d => d.Result.Modified) } };
        if (upserted.Count > 0) reply.Add("upserted", upserted);
        return new(reply.AddRange(errors));
    }

    private UpdateResult Update(Request request, BsonDocument statement, Writer writer)
    {
        var update = Updates.Update.Parse(statement["u"], writes.Time);
        var (isMulti, isUpsert) = (statement.GetValue("multi", false).ToBoolean(), statement.GetValue("upsert", false).ToBoolean());
        if (isMulti && update.IsReplacement) throw new CommandException(ErrorCode.FailedToParse, "multi update is not supported for replacement-style update");
        var filter = FilterParser.Parse(statement["q"].AsBsonDocument);
        var found = QueryCommands.Run(
            stats, request, writer.Find(request.Namespace), filter, SortPattern.None, statement["q"].AsBsonDocument, isMulti ? null : 1, statement.GetValue("hint", null));
        var (matched, modified) = (0, 0);
        foreach (var document in isMulti ? [.. found] : found.Take(1).ToList())
        {
            matched++;
            if (Targets.Change(writer, request.Namespace, document, update) is not null) modified++;
        }

        return matched > 0 || !isUpsert ? new(matched, modified, null) : new(0, 0, Targets.Upsert(writer, request.Namespace, filter, update)["_id"]);
    }

    private async Task<Reply> DeleteAsync(Request request)
    {
        var statements = Statements.Of(request, "deletes");
        foreach (var statement in statements)
        {
            Statements.Check(statement, "delete.deletes", DeleteFields);
            if (statement.GetValue("limit", BsonNull.Value) is not { IsNumeric: true } limit || limit.ToInt64() is not (0 or 1))
            {
                throw new CommandException(ErrorCode.FailedToParse, "The limit field in delete objects must be 0 or 1.");
            }

            RefuseManyIfRetryable(request, limit.ToInt64() == 0);
        }

        var (done, errors) = await writes.RunAllAsync(request, statements.Count, (i, writer) => new DeleteResult(Delete(request, statements[i], writer)));
        return new(new BsonDocument("n", done.Sum(d => d.Result.Deleted)).AddRange(errors));
    }

    private int Delete(Request request, BsonDocument statement, Writer writer)
    {
        var isOne = statement["limit"].ToInt64() == 1;
        var found = QueryCommands.Run(
            stats, request, writer.Find(request.Namespace), FilterParser.Parse(statement["q"].AsBsonDocument), SortPattern.None, statement["q"].AsBsonDocument,
            isOne ? 1 : null, statement.GetValue("hint", null));
        var documents = (isOne ? found.Take(1) : found).ToList();
        foreach (var document in documents) writer.Delete(writer.Find(request.Namespace)!, document.Record, document.Document);
        return documents.Count;
    }

    private static void RefuseManyIfRetryable(Request request, bool isMulti)
    {
        if (isMulti && request.IsRetryableWrite) throw new CommandException(ErrorCode.InvalidOptions, $"Cannot use retryable writes with multi={request.Name}");
    }

    private sealed record UpdateResult(int Matched, int Modified, BsonValue? UpsertedId);

    private sealed record DeleteResult(int Deleted);
}
