using LeadScoring.Core.Imports;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Tests.Store.Mongo;

public sealed class MongoImportTests : IAsyncDisposable
{
    private readonly MongoFixture _fixture = new();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task MongoImport_that_an_earlier_build_has_stored_is_read_without_columns_and_conflicts()
    {
        var store = _fixture.Open();
        await store.Imports.AddAsync(
            new()
            {
                Id = "i1",
                Kind = ImportKind.Events,
                FileName = "f.csv",
                Format = "csv",
                Encoding = "utf-8",
                Delimiter = ",",
                Columns = [new("email", "email")],
                Defaults = [new("timestamp", 1)],
                Duplicates = 9,
                Conflicts = 2,
                LeadDeleted = 3,
                StartedAtMs = 1,
                UpdatedAtMs = 1,
            },
            default);
        var added = new[] { "encoding", "delimiter", "columns", "defaults", "conflicts", "leadDeleted" };
        var unset = new BsonDocument("$unset", new BsonDocument(added.Select(field => new BsonElement(field, ""))));
        var filter = new BsonDocument(added.Select(field => new BsonElement(field, new BsonDocument("$exists", true))));
        Assert.Equal(1, (await _fixture.Documents("imports").UpdateOneAsync(filter, unset)).ModifiedCount);
        var import = (await store.Imports.FindAsync("i1", default))!;
        Assert.Equal(("csv", null, null, 9, 0, 0), (import.Format, import.Encoding, import.Delimiter, import.Duplicates, import.Conflicts, import.LeadDeleted));
        Assert.Empty(import.Columns);
        Assert.Empty(import.Defaults);
    }
}
