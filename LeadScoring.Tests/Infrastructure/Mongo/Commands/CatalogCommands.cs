using LeadScoring.Tests.Infrastructure.Mongo.Data;
using LeadScoring.Tests.Infrastructure.Mongo.Query;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Commands;

/// <summary>Creates, drops and lists collections and databases.</summary>
internal sealed class CatalogCommands(Deployment deployment, WriteStatements writes, CursorTable cursors)
{
    public IEnumerable<(string, CommandSpecification)> All =>
    [
        ("create", new(CreateAsync, "writeConcern") { IsAllowedInTransaction = true }),
        ("drop", new(DropAsync, "writeConcern")),
        ("dropDatabase", new(DropDatabaseAsync, "writeConcern")),
        ("listCollections", new(r => Task.FromResult(ListCollections(r)), "filter", "nameOnly", "authorizedCollections", "cursor")),
        ("listDatabases", new(r => Task.FromResult(ListDatabases(r)), "filter", "nameOnly", "authorizedDatabases")),
    ];

    /// <summary>The answer to a command that lists something in a cursor.</summary>
    public static Reply List(CursorTable cursors, Request request, string collection, IEnumerable<BsonDocument> rows)
    {
        var size = request.Document("cursor")?.GetValue("batchSize", null);
        return cursors.First(new($"{request.Database}.{collection}", request, rows.Select(r => r.ToBson()).ToList().GetEnumerator(), null), size?.ToInt64());
    }

    private async Task<Reply> CreateAsync(Request request)
    {
        var name = request.Namespace;
        await writes.RunAsync(request, 0, writer => writer.Find(name) is null
            ? writer.Ensure(name)
            : throw new CommandException(ErrorCode.NamespaceExists, $"Collection {name} already exists."));
        return Reply.Ok;
    }

    private async Task<Reply> DropAsync(Request request)
    {
        var name = request.Namespace;
        var dropped = await writes.RunAsync(request, 0, writer =>
        {
            if (writer.Find(name) is not { } collection) return new BsonDocument();
            writer.Change(n => n == name, root => root with { Collections = root.Collections.Remove(name) });
            return new() { { "nIndexesWas", collection.Indexes.Length }, { "ns", name } };
        });
        return new(dropped.Result);
    }

    private async Task<Reply> DropDatabaseAsync(Request request)
    {
        var prefix = $"{request.Database}.";
        await writes.RunAsync(request, 0, writer =>
        {
            var names = writer.Root.Database(request.Database).Select(c => c.Namespace).ToList();
            if (names.Count > 0) writer.Change(n => n.StartsWith(prefix, StringComparison.Ordinal), root => root with { Collections = root.Collections.RemoveRange(names) });
            return names;
        });
        return new(new BsonDocument("dropped", request.Database));
    }

    private Reply ListCollections(Request request)
    {
        var filter = FilterParser.Parse(request.Document("filter"));
        var rows = deployment.Root.Database(request.Database).Select(Describe).Where(filter.Matches);
        if (request.Flag("nameOnly")) rows = rows.Select(r => new BsonDocument { { "name", r["name"] }, { "type", r["type"] } });
        return List(cursors, request, "$cmd.listCollections", rows);
    }

    private static BsonDocument Describe(CollectionState collection) => new()
    {
        { "name", collection.Name },
        { "type", "collection" },
        { "options", new BsonDocument() },
        { "info", new BsonDocument { { "readOnly", false }, { "uuid", new BsonBinaryData(collection.Id, GuidRepresentation.Standard) } } },
        { "idIndex", IndexDefinition.Id.Describe() },
    };

    private Reply ListDatabases(Request request)
    {
        var filter = FilterParser.Parse(request.Document("filter"));
        var names = deployment.Root.Collections.Keys.Select(n => n[..n.IndexOf('.', StringComparison.Ordinal)]).Distinct();
        var rows = names.Select(n => new BsonDocument { { "name", n }, { "sizeOnDisk", 4096L }, { "empty", false } }).Where(filter.Matches);
        if (request.Flag("nameOnly")) rows = rows.Select(r => new BsonDocument("name", r["name"]));
        var listed = new BsonArray(rows);
        return new(new() { { "databases", listed }, { "totalSize", 4096L * listed.Count } });
    }
}
