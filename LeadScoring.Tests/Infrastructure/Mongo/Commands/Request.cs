using LeadScoring.Tests.Infrastructure.Mongo.Data;
using LeadScoring.Tests.Infrastructure.Mongo.Transactions;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Commands;

/// <summary>A command as it arrived, with what it belongs to.</summary>
/// <param name="Body">The command with its document sequences as arrays.</param>
/// <param name="Client">The application name of the client.</param>
/// <param name="Connection">The number of the connection.</param>
internal sealed record Request(BsonDocument Body, string Client, long Connection)
{
    private readonly BsonElement _first = Body.GetElement(0);

    public string Name => _first.Name;

    public string Database => Body.TryGetValue("$db", out var database) && database is BsonString { Value: var name } ? name : "admin";

    public Guid? SessionId => Body.TryGetValue("lsid", out var lsid) ? lsid["id"].AsBsonBinaryData.ToGuid(GuidRepresentation.Standard) : null;

    public long? TransactionNumber => Body.TryGetValue("txnNumber", out var number) ? number.ToInt64() : null;

    /// <summary>Whether it says that it belongs to a transaction.</summary>
    public bool IsInTransaction => Body.Contains("autocommit");

    public Session? Session { get; set; }

    /// <summary>The transaction that the command belongs to.</summary>
    public Transaction? Transaction { get; set; }

    public bool IsRetryableWrite => TransactionNumber is not null && !IsInTransaction;

    /// <summary>The name of the collection in the command's first field; null when there is none.</summary>
    public string? CollectionName => Name == "getMore" ? Body.GetValue("collection", BsonNull.Value) is BsonString { Value: var of } ? of : null
        : _first.Value is BsonString { Value: var name } ? name : null;

    public string Namespace => CollectionName is { Length: > 0 } name && !name.Contains('\0', StringComparison.Ordinal)
        ? $"{Database}.{name}"
        : throw new CommandException(ErrorCode.InvalidNamespace, $"Invalid namespace specified in '{Name}'.");

    public BsonDocument? Document(string field) => Body.TryGetValue(field, out var value) && !value.IsBsonNull
        ? value as BsonDocument ?? throw WrongType(field, value, "object")
        : null;

    public BsonArray? Array(string field) => Body.TryGetValue(field, out var value) ? value as BsonArray ?? throw WrongType(field, value, "array") : null;

    public long? Number(string field) => Body.TryGetValue(field, out var value) && !value.IsBsonNull
        ? value.IsNumeric ? value.ToInt64() : throw WrongType(field, value, "number")
        : null;

    /// <summary>A count that must not be negative.</summary>
    public long? Count(string field) => Number(field) is not { } count || count >= 0 ? Number(field)
        : throw new CommandException(51024, $"BSON field '{field}' value must be >= 0, actual value '{count}'");

    public bool Flag(string field, bool otherwise = false) => Body.TryGetValue(field, out var value) ? value.ToBoolean() : otherwise;

    /// <summary>For options that the double knows but cannot do.</summary>
    public void RefuseUnlessFalse(params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (Flag(field)) throw CommandException.Refused($"the option {field} of {Name}");
        }
    }

    private CommandException WrongType(string field, BsonValue value, string expected) =>
        new(ErrorCode.TypeMismatch, $"BSON field '{Name}.{field}' is the wrong type '{value.BsonType}', expected type '{expected}'");
}

/// <summary>The answer to a command, without the fields that every answer has.</summary>
/// <param name="Body">The fields.</param>
/// <param name="Batch">The documents of a cursor's batch, as BSON; null without a cursor.</param>
internal sealed record Reply(BsonDocument Body, CursorBatch? Batch = null)
{
    public static readonly Reply Ok = new([]);
}

/// <summary>A cursor's batch as it is answered.</summary>
internal sealed record CursorBatch(string Namespace, long CursorId, bool IsFirst, IReadOnlyList<byte[]> Documents, BsonTimestamp? AtClusterTime);

/// <summary>What a command reads: a state, and its time if the reader is to be told.</summary>
internal readonly record struct ReadView(DataRoot Root, BsonTimestamp? AtClusterTime);
