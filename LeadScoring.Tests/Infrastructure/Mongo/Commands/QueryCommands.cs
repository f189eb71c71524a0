using LeadScoring.Tests.Infrastructure.Mongo.Data;
using LeadScoring.Tests.Infrastructure.Mongo.Pipelines;
using LeadScoring.Tests.Infrastructure.Mongo.Planning;
using LeadScoring.Tests.Infrastructure.Mongo.Query;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Commands;

/// <summary>find, aggregate, count and distinct.</summary>
internal sealed class QueryCommands(Deployment deployment, CursorTable cursors, Action<QueryStats> stats)
{
    public IEnumerable<(string, CommandSpecification)> All =>
    [
        ("find", new(
            r => Task.FromResult(Find(r)),
            "filter", "sort", "projection", "skip", "limit", "batchSize", "singleBatch", "hint", "readConcern", "allowDiskUse", "noCursorTimeout",
            "allowPartialResults", "tailable", "awaitData", "returnKey", "showRecordId") { IsAllowedInTransaction = true }),
        ("aggregate", new(
            r => Task.FromResult(Aggregate(r)),
            "pipeline", "cursor", "hint", "readConcern", "allowDiskUse", "bypassDocumentValidation") { IsAllowedInTransaction = true }),
        ("count", new(r => Task.FromResult(Count(r)), "query", "limit", "skip", "hint", "readConcern")),
        ("distinct", new(r => Task.FromResult(Distinct(r)), "key", "query", "hint", "readConcern") { IsAllowedInTransaction = true }),
    ];

    /// <summary>Notes the query and runs it. A collection that does not exist has no documents.</summary>
    public static IEnumerable<FoundDocument> Run(
        Action<QueryStats> stats, Request request, CollectionState? collection, Filter filter, SortPattern sort, BsonDocument described, long? limit = null, BsonValue? hint = null)
    {
        if (collection is null) return [];
        var plan = QueryPlanner.Plan(collection, filter, sort, limit, hint);
        var noted = new QueryStats(request.Name, request.Database, collection.Name, described);
        stats(noted);
        return plan.Run(collection, noted);
    }

    private Reply Find(Request request)
    {
        request.RefuseUnlessFalse("tailable", "awaitData", "returnKey", "showRecordId");
        var (skip, limit) = (request.Count("skip") ?? 0, request.Count("limit") ?? 0);
        var projection = Projection.Parse(request.Document("projection"));
        var view = ReadConcerns.View(deployment, request);
        var found = Run(
            stats, request, view.Root.Find(request.Namespace), FilterParser.Parse(request.Document("filter")), SortPattern.Parse(request.Document("sort")),
            Described(request, "filter", "sort"), limit == 0 ? null : limit + skip, request.Body.GetValue("hint", null));
        if (skip > 0) found = found.Skip((int)skip);
        if (limit > 0) found = found.Take((int)Math.Min(limit, int.MaxValue));
        var rows = found.Select(d => projection is null ? d.Bson : projection.Apply(d.Document).ToBson());
        var cursor = new ServerCursor(request.Namespace, request, rows.GetEnumerator(), view.AtClusterTime);
        return cursors.First(cursor, request.Count("batchSize"), limit == 0 ? null : limit, request.Flag("singleBatch"));
    }

    private Reply Aggregate(Request request)
    {
        if (request.Document("cursor") is not { } options)
        {
            throw new CommandException(ErrorCode.FailedToParse, "The 'cursor' option is required, except for aggregate with the explain argument");
        }

        if (options.Names.FirstOrDefault(n => n != "batchSize") is { } unknown) throw CommandException.Refused($"the cursor option {unknown} of aggregate");
        var stages = request.Array("pipeline") ?? throw new CommandException(40414, "BSON field 'aggregate.pipeline' is missing but a required field");
        var pipeline = Pipeline.Parse(stages);
        var view = ReadConcerns.View(deployment, request);
        var found = Run(
            stats, request, view.Root.Find(request.Namespace), pipeline.Filter, pipeline.Sort, Described(request, "pipeline"), pipeline.Limit, request.Body.GetValue("hint", null));
        if (pipeline.Limit is { } limit) found = found.Take((int)limit);
        var rows = pipeline.IsPlain ? found.Select(d => d.Bson) : pipeline.Run(found.Select(d => d.Document)).Select(d => d.ToBson());
        var cursor = new ServerCursor(request.Namespace, request, rows.GetEnumerator(), view.AtClusterTime);
        return cursors.First(cursor, options.TryGetValue("batchSize", out var size) ? size.ToInt64() : null);
    }

    private Reply Count(Request request)
    {
        var view = ReadConcerns.View(deployment, request);
        var found = Run(
            stats, request, view.Root.Find(request.Namespace), FilterParser.Parse(request.Document("query")), SortPattern.None, Described(request, "query"),
            hint: request.Body.GetValue("hint", null));
        found = found.Skip((int)(request.Count("skip") ?? 0));
        if (request.Count("limit") is { } limit and > 0) found = found.Take((int)limit);
        return new(new BsonDocument("n", found.Count()));
    }

    private Reply Distinct(Request request)
    {
        var path = new FieldPath(request.Body["key"].AsString);
        var view = ReadConcerns.View(deployment, request);
        var found = Run(
            stats, request, view.Root.Find(request.Namespace), FilterParser.Parse(request.Document("query")), SortPattern.None, Described(request, "key", "query"),
            hint: request.Body.GetValue("hint", null));
        var values = found.SelectMany(d => path.Elements(d.Document, out _)).Where(v => v is not (null or BsonUndefined)).DistinctBy(SortKey.Of, KeyEquality.Instance);
        var reply = new BsonDocument("values", new BsonArray(values));
        if (view.AtClusterTime is { } time) reply.Add("atClusterTime", time);
        return new(reply);
    }

    private static BsonDocument Described(Request request, params string[] fields) => new(request.Body.Where(e => fields.Contains(e.Name)));
}
