using LeadScoring.Tests.Infrastructure.Mongo.Planning;
using LeadScoring.Tests.Infrastructure.Mongo.Query;
using LeadScoring.Tests.Infrastructure.Mongo.Transactions;
using LeadScoring.Tests.Infrastructure.Mongo.Updates;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Commands;

internal sealed class FindAndModifyCommand(WriteStatements writes, Action<QueryStats> stats)
{
    public IEnumerable<(string, CommandSpecification)> All => [("findAndModify", Specification), ("findandmodify", Specification)];

    private CommandSpecification Specification => new(
        RunAsync, "query", "sort", "update", "remove", "new", "upsert", "fields", "hint", "writeConcern", "readConcern", "bypassDocumentValidation")
    { IsAllowedInTransaction = true, IsRetryable = true };

    private async Task<Reply> RunAsync(Request request)
    {
        var outcome = await writes.RunAsync(request, 0, writer => request.Flag("remove") ? Remove(request, writer) : Update(request, writer));
        var reply = (BsonDocument)outcome.Result.Clone();
        if (outcome.IsRepeated) reply.Add("retriedStmtId", 0);
        return new(reply);
    }

    private BsonDocument Update(Request request, Writer writer)
    {
        if (!request.Body.TryGetValue("update", out var given)) throw new CommandException(ErrorCode.FailedToParse, "Either an update or remove=true must be specified");
        var (update, isNew, projection) = (Updates.Update.Parse(given, writes.Time), request.Flag("new"), Projection.Parse(request.Document("fields")));
        if (Find(request, writer) is { } found)
        {
            var after = Targets.Change(writer, request.Namespace, found, update) ?? found.Document;
            return Answer(new() { { "n", 1 }, { "updatedExisting", true } }, isNew ? after : found.Document, projection);
        }

        if (!request.Flag("upsert")) return Answer(new() { { "n", 0 }, { "updatedExisting", false } }, null, projection);
        var inserted = Targets.Upsert(writer, request.Namespace, FilterParser.Parse(request.Document("query")), update);
        return Answer(new() { { "n", 1 }, { "updatedExisting", false }, { "upserted", inserted["_id"] } }, isNew ? inserted : null, projection);
    }

    private BsonDocument Remove(Request request, Writer writer)
    {
        if (request.Body.Contains("update") || request.Flag("new") || request.Flag("upsert"))
        {
            throw new CommandException(ErrorCode.FailedToParse, "Cannot specify both an update, new or upsert, and remove=true");
        }

        var projection = Projection.Parse(request.Document("fields"));
        if (Find(request, writer) is not { } found) return Answer(new("n", 0), null, projection);
        writer.Delete(writer.Find(request.Namespace)!, found.Record, found.Document);
        return Answer(new("n", 1), found.Document, projection);
    }

    private FoundDocument? Find(Request request, Writer writer) => QueryCommands.Run(
        stats, request, writer.Find(request.Namespace), FilterParser.Parse(request.Document("query")), SortPattern.Parse(request.Document("sort")),
        request.Document("query") ?? [], 1, request.Body.GetValue("hint", null)).FirstOrDefault();

    private static BsonDocument Answer(BsonDocument lastError, BsonDocument? value, Projection? projection) =>
        new() { { "lastErrorObject", lastError }, { "value", value is null ? BsonNull.Value : projection?.Apply(value) ?? value } };
}

/// <summary>What update and findAndModify do to a document.</summary>
internal static class Targets
{
    /// <returns>The document after; null when the update leaves it as it is, which is no write.</returns>
    public static BsonDocument? Change(Writer writer, string collection, FoundDocument found, Update update)
    {
        var after = update.Apply(found.Document, isInsert: false);
        if (after.ToBson().AsSpan().SequenceEqual(found.Bson)) return null;
        writer.Replace(writer.Find(collection)!, found.Record, found.Document, after);
        return after;
    }

    public static BsonDocument Upsert(Writer writer, string collection, Filter filter, Update update)
    {
        var document = InsertCommand.Prepare(UpsertSeed.Create(filter, update));
        writer.Insert(collection, document);
        return document;
    }
}
