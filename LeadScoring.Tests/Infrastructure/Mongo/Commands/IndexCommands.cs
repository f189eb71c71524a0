using LeadScoring.Tests.Infrastructure.Mongo.Data;
using LeadScoring.Tests.Infrastructure.Mongo.Query;
using LeadScoring.Tests.Infrastructure.Mongo.Transactions;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Commands;

/// <summary>createIndexes, dropIndexes and listIndexes.</summary>
internal sealed class IndexCommands(Deployment deployment, WriteStatements writes, CursorTable cursors)
{
    /// <summary>"background" has had no effect for long, and the version is that of the double.</summary>
    private static readonly HashSet<string> Known = ["key", "name", "unique", "sparse", "partialFilterExpression", "v", "background", "ns"];

    public IEnumerable<(string, CommandSpecification)> All =>
    [
        ("createIndexes", new(CreateAsync, "indexes", "writeConcern", "commitQuorum")),
        ("dropIndexes", new(DropAsync, "index", "writeConcern")),
        ("listIndexes", new(r => Task.FromResult(List(r)), "cursor")),
    ];

    private async Task<Reply> CreateAsync(Request request)
    {
        var name = request.Namespace;
        var wanted = request.Array("indexes")!.Select(i => Parse(i.AsBsonDocument)).ToList();
        var reply = await writes.RunAsync(request, 0, writer =>
        {
            var isNew = writer.Find(name) is null;
            var before = writer.Ensure(name);
            var after = wanted.Aggregate(before, Add);
            if (after != before) writer.Change(n => n == name, root => root.With(after));
            return new BsonDocument
            {
                { "numIndexesBefore", before.Indexes.Length }, { "numIndexesAfter", after.Indexes.Length }, { "createdCollectionAutomatically", isNew },
            };
        });
        return new(reply.Result);
    }

    private static CollectionState Add(CollectionState collection, IndexDefinition wanted)
    {
        if (collection.Index(wanted.Name) is { } named)
        {
            if (named.Definition.IsSame(wanted)) return collection;
            throw new CommandException(
                ErrorCode.IndexKeySpecsConflict,
                $"An existing index has the same name as the requested index. Requested index: {wanted.Describe()}, existing index: {named.Definition.Describe()}");
        }

        if (collection.Indexes.FirstOrDefault(i => i.Definition.Keys.Equals(wanted.Keys) && Equals(i.Definition.PartialFilter, wanted.PartialFilter)) is { } same)
        {
            throw new CommandException(ErrorCode.IndexOptionsConflict, $"Index already exists with a different name: {same.Definition.Name}");
        }

        return collection.WithIndex(wanted);
    }

    private static IndexDefinition Parse(BsonDocument index)
    {
        if (index.Names.FirstOrDefault(n => !Known.Contains(n)) is { } unknown)
        {
            throw new CommandException(ErrorCode.CannotCreateIndex, $"The MongoDB double does not support the index option '{unknown}'.");
        }

        var (name, keys) = (index["name"].AsString, index["key"].AsBsonDocument);
        if (keys.ElementCount == 0) throw new CommandException(ErrorCode.CannotCreateIndex, "Index keys cannot be empty.");
        if (keys.FirstOrDefault(k => !k.Value.IsNumeric || k.Name.StartsWith('$')) is { Name: not null } odd)
        {
            throw new CommandException(ErrorCode.CannotCreateIndex, $"The MongoDB double does not support an index of the type {odd.Name}: {odd.Value}.");
        }

        if (keys.Equals(IndexDefinition.Id.Keys)) return IndexDefinition.Id;
        var partial = index.GetValue("partialFilterExpression", null)?.AsBsonDocument;
        var isSparse = index.GetValue("sparse", false).ToBoolean();
        if (isSparse && partial is not null) throw new CommandException(ErrorCode.CannotCreateIndex, "cannot mix \"partialFilterExpression\" and \"sparse\" options");
        if (partial is not null && !IsAllowedInPartial(FilterParser.Parse(partial)))
        {
            throw new CommandException(ErrorCode.CannotCreateIndex, $"Expression not supported in partial index: {partial}");
        }

        return new(name, keys, index.GetValue("unique", false).ToBoolean(), isSparse, partial);
    }

    private static bool IsAllowedInPartial(Filter filter) => filter switch
    {
        AndFilter and => and.Parts.All(IsAllowedInPartial),
        OrFilter or => or.Parts.All(IsAllowedInPartial),
        FieldFilter field => field.Condition is EqualCondition or InCondition or RangeCondition or TypeCondition or ExistsCondition { Exists: true },
        _ => false,
    };

    private async Task<Reply> DropAsync(Request request)
    {
        var (name, which) = (request.Namespace, request.Body["index"]);
        var before = await writes.RunAsync(request, 0, writer =>
        {
            var collection = writer.Find(name) ?? throw Missing(name);
            var dropped = Named(collection, which);
            writer.Change(n => n == name, root => root.With(dropped.Aggregate(collection, (c, index) => c.WithoutIndex(index))));
            return new BsonDocument("nIndexesWas", collection.Indexes.Length);
        });
        return new(before.Result);
    }

    private static List<string> Named(CollectionState collection, BsonValue which)
    {
        if (which is BsonString { Value: "*" }) return [.. collection.Indexes.Skip(1).Select(i => i.Definition.Name)];
        var wanted = which is BsonArray several ? several.Select(s => s) : [which];
        return [.. wanted.Select(w => Find(collection, w)?.Definition.Name switch
        {
            null => throw new CommandException(ErrorCode.IndexNotFound, $"index not found with name [{w}]"),
            IndexDefinition.IdName => throw new CommandException(ErrorCode.InvalidOptions, "cannot drop _id index"),
            var name => name,
        })];
    }

    private static IndexState? Find(CollectionState collection, BsonValue which) =>
        collection.Indexes.FirstOrDefault(i => which is BsonDocument keys ? i.Definition.Keys.Equals(keys) : i.Definition.Name == which.AsString);

    private Reply List(Request request)
    {
        var collection = deployment.Root.Find(request.Namespace) ?? throw Missing(request.Namespace);
        return CatalogCommands.List(cursors, request, collection.Name, collection.Indexes.Select(i => i.Definition.Describe()));
    }

    private static CommandException Missing(string name) => new(ErrorCode.NamespaceNotFound, $"ns does not exist: {name}");
}
