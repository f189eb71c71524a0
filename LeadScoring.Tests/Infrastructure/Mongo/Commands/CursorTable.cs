using System.Collections.Concurrent;
using LeadScoring.Tests.Infrastructure.Mongo.Transactions;
using MongoDB.Bson;

namespace LeadScoring.Tests.Infrastructure.Mongo.Commands;

/// <summary>The rest of a result, over the state in which it was begun.</summary>
internal sealed class ServerCursor(string collection, Request opener, IEnumerator<byte[]> rows, BsonTimestamp? atClusterTime)
{
    public const int FirstBatch = 101;

    /// <summary>A batch ends before an answer gets too large for a message.</summary>
    private const int MaxBatchBytes = 16 * 1024 * 1024;

    private byte[]? _leftOver;

    public long Id { get; } = Random.Shared.NextInt64(1, long.MaxValue);

    public string Namespace => collection;

    public Guid? SessionId { get; } = opener.SessionId;

    public Transaction? Transaction { get; } = opener.Transaction;

    public BsonTimestamp? AtClusterTime => atClusterTime;

    /// <summary>Whether the end was seen. As on a server, a batch that is full is not known to be the last one.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>One getMore at a time.</summary>
    public List<byte[]> Next(long batchSize)
    {
        var batch = new List<byte[]>();
        var bytes = 0L;
        while (batch.Count < batchSize)
        {
            if (_leftOver is null && !rows.MoveNext())
            {
                IsExhausted = true;
                rows.Dispose();
                break;
            }

            var row = _leftOver ?? rows.Current;
            (_leftOver, bytes) = (null, bytes + row.Length);
            if (batch.Count > 0 && bytes > MaxBatchBytes)
            {
                _leftOver = row;
                break;
            }

            batch.Add(row);
        }

        return batch;
    }

    /// <summary>For a result of known size: nothing comes after the last one.</summary>
    public void End() => IsExhausted = true;
}

internal sealed class CursorTable
{
    private readonly ConcurrentDictionary<long, ServerCursor> _cursors = new();

    /// <summary>The first batch; what is left stays for getMore.</summary>
    /// <param name="cursor">The cursor.</param>
    /// <param name="batchSize">Null for the server's 101.</param>
    /// <param name="limit">How many there are at most, if the command says so.</param>
    /// <param name="isSingleBatch">Whether the rest is not wanted.</param>
    public Reply First(ServerCursor cursor, long? batchSize, long? limit = null, bool isSingleBatch = false)
    {
        var batch = cursor.Next(batchSize ?? ServerCursor.FirstBatch);
        if (isSingleBatch || batch.Count == limit) cursor.End();
        if (!cursor.IsExhausted) _cursors[cursor.Id] = cursor;
        return new([], new(cursor.Namespace, cursor.IsExhausted ? 0 : cursor.Id, IsFirst: true, batch, cursor.AtClusterTime));
    }

    public ServerCursor Find(long id) => _cursors.TryGetValue(id, out var cursor) ? cursor : throw NotFound(id);

    public bool Remove(long id) => _cursors.TryRemove(id, out _);

    public void RemoveOf(Transaction transaction)
    {
        foreach (var cursor in _cursors.Values.Where(c => c.Transaction == transaction)) Remove(cursor.Id);
    }

    public static CommandException NotFound(long id) => new(ErrorCode.CursorNotFound, $"cursor id {id} not found");
}

/// <summary>getMore and killCursors.</summary>
internal sealed class CursorCommands(CursorTable cursors)
{
    public IEnumerable<(string, CommandSpecification)> All =>
    [
        ("getMore", new(r => Task.FromResult(GetMore(r)), "collection", "batchSize", "readConcern") { IsAllowedInTransaction = true }),
        ("killCursors", new(r => Task.FromResult(Kill(r)), "cursors", "readConcern") { IsAllowedInTransaction = true, NeedsPrimary = false }),
    ];

    private Reply GetMore(Request request)
    {
        var cursor = cursors.Find(request.Body[0].AsInt64);
        if (cursor.Namespace != request.Namespace)
        {
            throw new CommandException(13, $"Requested getMore on namespace '{request.Namespace}', but cursor belongs to a different namespace {cursor.Namespace}");
        }

        if (cursor.SessionId != request.SessionId) throw new CommandException(50738, "Cannot run getMore on a cursor that was created in another session.");
        if (cursor.Transaction != request.Transaction) throw new CommandException(50740, "Cannot run getMore on a cursor of another transaction, or of none.");
        List<byte[]> batch;
        lock (cursor) batch = cursor.Next(request.Count("batchSize") is { } size and > 0 ? size : long.MaxValue);
        if (cursor.IsExhausted) cursors.Remove(cursor.Id);
        return new([], new(cursor.Namespace, cursor.IsExhausted ? 0 : cursor.Id, IsFirst: false, batch, cursor.AtClusterTime));
    }

    /// <summary>In a snapshot session drivers send the read concern with every command; a server refuses it here, and they ignore that.</summary>
    private Reply Kill(Request request)
    {
        if (request.Body.Contains("readConcern")) throw new CommandException(ErrorCode.InvalidOptions, "Command killCursors does not support { readConcern }");
        var killed = request.Array("cursors")!.ToLookup(id => cursors.Remove(id.AsInt64));
        return new(new()
        {
            { "cursorsKilled", new BsonArray(killed[true]) },
            { "cursorsNotFound", new BsonArray(killed[false]) },
            { "cursorsAlive", new BsonArray() },
            { "cursorsUnknown", new BsonArray() },
        });
    }
}
