using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo;

/// <summary>
/// How one query of a find, aggregate, count, distinct, update, delete or findAndModify was answered. The numbers go on while its cursor is read.
/// </summary>
/// <param name="Command">The command's name.</param>
/// <param name="Database">The database's name.</param>
/// <param name="Collection">The collection's name.</param>
/// <param name="Query">The filter, the sort or the pipeline.</param>
public sealed record QueryStats(string Command, string Database, string Collection, BsonDocument Query)
{
    /// <summary>The indexes used, several for $or; empty for a collection scan.</summary>
    public IReadOnlyList<string> Indexes { get; internal set; } = [];

    /// <summary>Whether all documents of the collection were looked at, since no index served.</summary>
    public bool IsCollectionScan { get; internal set; }

    public bool IsSortedInMemory { get; internal set; }

    public int KeysExamined { get; internal set; }

    public int DocumentsExamined { get; internal set; }

    public int DocumentsReturned { get; internal set; }

    public override string ToString() =>
        $"{Command} {Database}.{Collection} {Query}: {(IsCollectionScan ? "collection scan" : string.Join(", ", Indexes))}{(IsSortedInMemory ? ", sorted in memory" : "")}, "
        + $"{KeysExamined} keys, {DocumentsExamined} documents, {DocumentsReturned} returned";
}
