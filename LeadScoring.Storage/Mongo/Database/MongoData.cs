using LeadScoring.Core.Stores;
using LeadScoring.Storage.Mongo.Commits;
using LeadScoring.Storage.Mongo.Rules;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Database;

/// <summary>
/// The collections, all with majority reads and majority writes on disk. Every write goes through here: between any two of them
/// a process may die, and what it left must be as good as finished by whoever comes next.
/// </summary>
internal sealed class MongoData : IDisposable
{
    private const int MaxBlockingReads = 16;

    /// <summary>A primary may go on for long without a majority; then a write ends as one to be repeated, and says so, instead of waiting with it.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    private readonly IFaultPoints _faults;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _preparing = new(1);
    private readonly SemaphoreSlim _reading = new(MaxBlockingReads);
    private volatile bool _ready;

    public MongoData(IMongoDatabase database, IFaultPoints faults, TimeProvider time)
    {
        (_faults, _time) = (faults, time);
        Database = database
            .WithReadPreference(ReadPreference.Primary)
            .WithReadConcern(ReadConcern.Majority)
            .WithWriteConcern(WriteConcern.WMajority.With(journal: true, wTimeout: MaxWait));
        Rules = new RuleLog(this);
    }

    public IMongoDatabase Database { get; }

    /// <summary>One per lead, with its fold, its last commit, and what a deleted one leaves.</summary>
    public IMongoCollection<BsonDocument> Leads => Collection("leads");

    /// <summary>Which lead an address belongs to.</summary>
    public IMongoCollection<BsonDocument> Emails => Collection("emails");

    public IMongoCollection<BsonDocument> Events => Collection("events");

    /// <summary>Which lead an eventId counts for, by its hash, for ever.</summary>
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

    /// <summary>Commits of this process whose writes are all done; see <see cref="Settling"/>.</summary>
    public SettledLeads Settled { get; } = new();

    public long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Runs a call of a port: with the indexes in place, and what may pass by itself as <see cref="StoreUnavailableException"/>.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken ct)
    {
        try
        {
            if (!_ready) await PrepareAsync(ct);
            return await work();
        }
        catch (Exception e) when (MongoErrors.IsPassing(e))
        {
            throw new StoreUnavailableException(MongoErrors.Describe(e), e);
        }
    }

    /// <summary>
    /// Runs a fold that reads as it goes. The fold is synchronous, so it gets a thread of its own instead of one that others
    /// wait for; only so many at a time.
    /// </summary>
    public async Task<T> BlockAsync<T>(Func<T> work, CancellationToken ct)
    {
        await _reading.WaitAsync(ct);
        try
        {
            return await Task.Factory.StartNew(work, ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Inserts what is absent. Returns the places of those that were there.</summary>
    public async Task<HashSet<int>> InsertAsync(IMongoCollection<BsonDocument> into, IReadOnlyCollection<BsonDocument> documents, CancellationToken ct)
    {
        if (documents.Count == 0) return [];
        var models = documents.Select(d => new InsertOneModel<BsonDocument>(d)).ToList();
        return (await BulkAsync(into, models, ct)).Duplicates;
    }

    /// <summary>Updates or inserts one; false when the filter matched nothing, or somebody else has inserted it.</summary>
    public async Task<bool> UpdateAsync(
        IMongoCollection<BsonDocument> what, BsonDocument filter, BsonDocument update, CancellationToken ct, bool upsert = false)
    {
        var (result, _) = await BulkAsync(what, [new UpdateOneModel<BsonDocument>(filter, update) { IsUpsert = upsert }], ct);
        return result.MatchedCount + result.Upserts.Count > 0;
    }

    public async Task<long> DeleteAsync(IMongoCollection<BsonDocument> from, BsonDocument filter, CancellationToken ct) =>
        (await BulkAsync(from, [new DeleteManyModel<BsonDocument>(filter)], ct)).Result.DeletedCount;

    /// <summary>Several writes in no order; what is there already when it should be inserted is no error.</summary>
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
        _reading.Dispose();
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
