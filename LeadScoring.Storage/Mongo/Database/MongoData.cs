using System.Net.Sockets;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Mongo.Commits;
using LeadScoring.Storage.Mongo.Rules;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Database;

/// <summary>
/// The collections, all with majority reads and journaled majority writes. Every write goes through this class. A process may die between
/// any two writes, and the next commit must be able to complete what it left.
/// </summary>
internal sealed class MongoData : IDisposable
{
    private const int MaxBlockingReads = 16;

    /// <summary>A primary may go on without a majority for long; a write then fails as transient after this time.</summary>
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(30);

    private readonly IFaultPoints _faults;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _preparing = new(1);
    private readonly SemaphoreSlim _blocking = new(MaxBlockingReads);
    private volatile bool _ready;

    public MongoData(IMongoDatabase database, IFaultPoints faults, TimeProvider time)
    {
        (_faults, _time) = (faults, time);
        Database = database
            .WithReadPreference(ReadPreference.Primary)
            .WithReadConcern(ReadConcern.Majority)
            .WithWriteConcern(WriteConcern.WMajority.With(journal: true, wTimeout: WriteTimeout));
        Rules = new RuleLog(this);
    }

    public IMongoDatabase Database { get; }

    /// <summary>One per lead, deleted ones included: its profile, its fold and its last commit.</summary>
    public IMongoCollection<BsonDocument> Leads => Collection("leads");

    /// <summary>Reservations of e-mail addresses.</summary>
    public IMongoCollection<BsonDocument> Emails => Collection("emails");

    public IMongoCollection<BsonDocument> Events => Collection("events");

    /// <summary>Reservations of eventIds, by their hash.</summary>
    public IMongoCollection<BsonDocument> EventIds => Collection("event_ids");

    public IMongoCollection<BsonDocument> Blocks => Collection("score_blocks");

    /// <summary>Revisions of the rules with their rescores, and replays.</summary>
    public IMongoCollection<BsonDocument> Jobs => Collection("jobs");

    public IMongoCollection<BsonDocument> Differences => Collection("replay_differences");

    public IMongoCollection<BsonDocument> Failures => Collection("failures");

    public IMongoCollection<BsonDocument> Imports => Collection("imports");

    public IMongoCollection<BsonDocument> Rejects => Collection("import_rejects");

    public IMongoCollection<BsonDocument> Counters => Collection("counters");

    public RuleLog Rules { get; }

    /// <summary>Commits that are known to be applied; see <see cref="FollowUpWrites"/>.</summary>
    public AppliedCommits Applied { get; } = new();

    public long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Runs a call of a port, after the indexes are created, and throws transient errors as <see cref="StoreUnavailableException"/>.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken ct)
    {
        try
        {
            if (!_ready) await PrepareAsync(ct);
            return await work();
        }
        catch (Exception e) when (MongoErrors.IsTransient(e))
        {
            throw new StoreUnavailableException(MongoErrors.Describe(e), e);
        }
    }

    /// <summary>
    /// Runs a fold that reads from the server as it goes. It is synchronous, so it gets a thread of its own instead of one of the thread
    /// pool's; at most 16 at a time.
    /// </summary>
    public async Task<T> BlockAsync<T>(Func<T> work, CancellationToken ct)
    {
        await _blocking.WaitAsync(ct);
        try
        {
            return await Task.Factory.StartNew(work, ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            _blocking.Release();
        }
    }

    /// <summary>Inserts the documents that are absent. Returns the indexes of those that existed.</summary>
    public async Task<HashSet<int>> InsertAsync(IMongoCollection<BsonDocument> into, IReadOnlyCollection<BsonDocument> documents, CancellationToken ct)
    {
        if (documents.Count == 0) return [];
        var models = documents.Select(d => new InsertOneModel<BsonDocument>(d)).ToList();
        return (await BulkAsync(into, models, ct)).Duplicates;
    }

    /// <summary>Updates or inserts one document; false when the filter matched nothing, or another process has inserted it.</summary>
    public async Task<bool> UpdateAsync(
        IMongoCollection<BsonDocument> what, BsonDocument filter, BsonDocument update, CancellationToken ct, bool upsert = false)
    {
        var (result, _) = await BulkAsync(what, [new UpdateOneModel<BsonDocument>(filter, update) { IsUpsert = upsert }], ct);
        return result.MatchedCount + result.Upserts.Count > 0;
    }

    public async Task<long> DeleteAsync(IMongoCollection<BsonDocument> from, BsonDocument filter, CancellationToken ct) =>
        (await BulkAsync(from, [new DeleteManyModel<BsonDocument>(filter)], ct)).Result.DeletedCount;

    /// <summary>Runs several writes, unordered; inserting a document that exists is no error.</summary>
    public async Task<(BulkWriteResult<BsonDocument> Result, HashSet<int> Duplicates)> BulkAsync(
        IMongoCollection<BsonDocument> what, IReadOnlyCollection<WriteModel<BsonDocument>> models, CancellationToken ct)
    {
        var name = what.CollectionNamespace.CollectionName;
        await _faults.ReachAsync($"{name}.before", ct);
        BulkWriteResult<BsonDocument> result;
        HashSet<int> duplicates = [];
        try
        {
            result = await what.BulkWriteAsync(models, new BulkWriteOptions { IsOrdered = false }, ct);
        }
        catch (MongoBulkWriteException<BsonDocument> e) when (
            e.WriteConcernError is null && e.WriteErrors.All(error => error.Category == ServerErrorCategory.DuplicateKey))
        {
            (result, duplicates) = (e.Result, [.. e.WriteErrors.Select(error => error.Index)]);
        }

        await _faults.ReachAsync($"{name}.after", ct);
        return (result, duplicates);
    }

    public void Dispose()
    {
        _preparing.Dispose();
        _blocking.Dispose();
    }

    private async Task PrepareAsync(CancellationToken ct)
    {
        await _preparing.WaitAsync(ct);
        try
        {
            if (_ready) return;
            await MongoSchema.PrepareAsync(this, ct);
            _ready = true;
        }
        finally
        {
            _preparing.Release();
        }
    }

    private IMongoCollection<BsonDocument> Collection(string name) => Database.GetCollection<BsonDocument>(name);
}

internal static class MongoErrors
{
    /// <summary>Transient error codes: no primary, stepping down, stale routing, interrupted, timeout, no majority, overloaded, disk full.</summary>
    private static readonly HashSet<int> Transient =
    [
        6, 7, 24, 50, 63, 64, 79, 89, 91, 100, 112, 133, 134, 150, 175, 189, 202, 237, 262, 317, 358, 384, 462,
        9001, 10107, 11600, 11601, 11602, 13388, 13435, 13436, 14031,
    ];

    private static readonly string[] TransientLabels = ["RetryableWriteError", "RetryableError", "SystemOverloadedError", "TransientTransactionError"];

    /// <summary>The error for people, without addresses and passwords.</summary>
    public static string Describe(Exception e) => e switch
    {
        MongoAuthenticationException => "MongoDB refuses the user or the password.",
        TimeoutException or MongoConnectionException => "MongoDB does not answer at the address given.",
        _ => $"MongoDB cannot do it now ({e.GetType().Name}).",
    };

    /// <summary>Whether the error is transient: the same call may succeed later.</summary>
    public static bool IsTransient(Exception e) => e switch
    {
        MongoConnectionException or MongoConnectionPoolPausedException or MongoNotPrimaryException or MongoNodeIsRecoveringException => true,
        MongoExecutionTimeoutException or MongoCursorNotFoundException or MongoWaitQueueFullException => true,
        MongoWriteConcernException => true,
        MongoException labelled when Array.Exists(TransientLabels, labelled.HasErrorLabel) => true,
        MongoBulkWriteException { WriteConcernError: not null } => true,
        MongoBulkWriteException bulk => bulk.WriteErrors.All(error => error.Category == ServerErrorCategory.DuplicateKey || Transient.Contains(error.Code)),
        MongoCommandException command => Transient.Contains(command.Code),
        TimeoutException or SocketException or IOException => true,
        _ => false,
    };
}
