using LeadScoring.Core.Stores;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Rules;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Database;

/// <summary>
/// One database of a replica set: snapshots for reads, multi-document transactions for writes. The work is synchronous, so each
/// runs on a thread of its own instead of one of the thread pool's, and only so many at a time.
/// </summary>
internal sealed class MongoData(IMongoDatabase database, TimeProvider time, ILogger<MongoData> log) : IStoreDatabase, IDisposable
{
    private const int MaxConcurrent = 16;
    private const int MaxSnapshots = 10;
    private static readonly TimeSpan SnapshotDelay = TimeSpan.FromMilliseconds(20);

    /// <summary>A primary may go on without a majority for long; a write then fails as transient after this time.</summary>
    public static readonly WriteConcern Durable = WriteConcern.WMajority.With(journal: true, wTimeout: TimeSpan.FromSeconds(30));

    private readonly SemaphoreSlim _reading = new(MaxConcurrent);
    private readonly SemaphoreSlim _writing = new(MaxConcurrent);
    private readonly Lock _starting = new();
    private Task? _preparing;
    private string? _reported;
    private volatile bool _closed;

    /// <summary>With journaled majority writes, also of what is written outside of transactions.</summary>
    public IMongoDatabase Database { get; } = database
        .WithReadPreference(ReadPreference.Primary)
        .WithReadConcern(ReadConcern.Majority)
        .WithWriteConcern(Durable);

    /// <summary>One round trip each for reading and writing is shared by the events of a transaction; a longer one meets more conflicts.</summary>
    public TransactionLimits Limits { get; } = new(MinEvents: 64, MaxEvents: 250, Duration: TimeSpan.FromMilliseconds(200));

    /// <summary>How long a transaction is repeated.</summary>
    public TimeSpan WriteLimit { get; init; } = TimeSpan.FromSeconds(30);

    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public TimelineCache Timelines { get; } = new();

    public Outbox Outbox { get; } = new();

    /// <summary>Throws when the server does not answer or is not part of a replica set.</summary>
    public Task PingAsync(CancellationToken ct) => RunAsync(
        _reading,
        () =>
        {
            ReplicaSet.Require(Database, ct);
            return true;
        },
        ct);

    public Task<T> ReadAsync<T>(Func<IStoreSession, T> work, CancellationToken ct) => RunAsync(_reading, () => Read(work, ct), ct);

    public Task<T> WriteAsync<T>(Func<IStoreSession, T> work, CancellationToken ct) =>
        RunAsync(_writing, () => new MongoTransaction<T>(this, work, ct).Run(), ct);

    /// <summary>Refuses new work. The semaphores stay, since running work releases them.</summary>
    public void Dispose() => _closed = true;

    private T Read<T>(Func<IStoreSession, T> work, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var client = Database.Client.StartSession(new ClientSessionOptions { CausalConsistency = false }, ct);
            try
            {
                return work(new MongoSession(this, client, ct));
            }
            catch (MongoException e) when ((MongoErrors.IsLostSnapshot(e) || (attempt == 1 && MongoErrors.IsTransient(e))) && attempt < MaxSnapshots)
            {
                ct.WaitHandle.WaitOne(SnapshotDelay * attempt);
            }
        }
    }

    private async Task<T> RunAsync<T>(SemaphoreSlim concurrency, Func<T> work, CancellationToken ct)
    {
        if (_closed) throw new StoreUnavailableException("The database is closed: this process is stopping.");
        try
        {
            await PreparedAsync().WaitAsync(ct);
            await concurrency.WaitAsync(ct);
            try
            {
                return await Task.Factory.StartNew(work, ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            finally
            {
                concurrency.Release();
            }
        }
        catch (Exception e) when (MongoErrors.IsTransient(e))
        {
            ct.ThrowIfCancellationRequested();
            throw new StoreUnavailableException(MongoErrors.Describe(e), e);
        }
    }

    /// <summary>The running preparation, or a new one. All callers share it, so that they do not wait for the same server one after another.</summary>
    private Task PreparedAsync()
    {
        lock (_starting)
        {
            if (_preparing is null or { IsCompleted: true, IsCompletedSuccessfully: false })
            {
                _preparing = Task.Factory.StartNew(Prepare, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }

            return _preparing;
        }
    }

    private void Prepare()
    {
        try
        {
            ReplicaSet.Require(Database, default);
            MongoSchema.Create(Database);
            new MongoTransaction<bool>(this, session => MongoSchema.Seed((MongoSession)session, Now), default).Run();
            foreach (var upgrade in MongoSchema.Upgrades)
            {
                while (new MongoTransaction<bool>(this, session => upgrade.Advance((MongoSession)session), default).Run()) { }
            }
        }
        catch (Exception e)
        {
            var reason = e is StoreUnavailableException ? e.Message : MongoErrors.Describe(e);
            if (reason != _reported) log.NotPrepared(reason); // once, however many callers try again
            _reported = reason;
            throw new StoreUnavailableException(reason, e); // whatever it is: no event is to blame for it
        }
    }
}

/// <summary>Transactions and snapshots need a replica set, be it of one server.</summary>
internal static class ReplicaSet
{
    public const string Missing =
        "MongoDB must run as a replica set, since events are committed in transactions; one server is enough. "
        + "Start mongod with --replSet rs0 and run rs.initiate() once. No restart of this service is needed.";

    /// <summary>
    /// Thrown as unavailable, so that events wait in the queue instead of ending in the dead letters, and everything goes on when the
    /// replica set is there. The message is logged, and shown by /health.
    /// </summary>
    /// <exception cref="StoreUnavailableException"/>
    public static void Require(IMongoDatabase database, CancellationToken ct)
    {
        var hello = database.RunCommand<BsonDocument>(new BsonDocument("hello", 1), cancellationToken: ct);
        var isRouter = hello.GetValue("msg", "") == "isdbgrid";
        if (!isRouter && !hello.Contains("setName")) throw new StoreUnavailableException(Missing);
    }
}

internal static partial class MongoLog
{
    [LoggerMessage(Level = LogLevel.Critical, Message = "The store cannot be used: {Reason}")]
    public static partial void NotPrepared(this ILogger log, string reason);
}
