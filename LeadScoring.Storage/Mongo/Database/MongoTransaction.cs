using System.Diagnostics;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Database;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Database;

/// <summary>
/// Runs work in a transaction until it is committed. The driver repeats the work when another transaction has written the same documents,
/// or the server has changed, and repeats the commit while its result is unknown. A duplicate key is a conflict, too, for which it is repeated here.
/// </summary>
/// <remarks>
/// The first attempt is optimistic. Transactions whose leads are in many stripes, such as those of a rescore, would lose against a steady
/// stream of short ones again and again, so each later attempt begins by writing the stripes that the earlier ones needed: whoever comes
/// later conflicts until it ends.
/// </remarks>
internal sealed class MongoTransaction<T>(MongoData data, Func<IStoreSession, T> work, CancellationToken ct)
{
    private const int MaxAttempts = 200;
    private const int MaxDuplicates = 10;
    private const int MaxBackoffMs = 50;

    private static readonly TransactionOptions Options = new(
        ReadConcern.Snapshot, ReadPreference.Primary, MongoData.Durable, maxCommitTime: MongoData.Durable.WTimeout);

    private readonly HashSet<int> _stripes = [];
    private int _attempts;

    /// <exception cref="StoreUnavailableException">It was repeated for too long. Whether it was committed may be unknown.</exception>
    public T Run()
    {
        var started = Stopwatch.GetTimestamp();
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(data.WriteLimit);
        try
        {
            return Repeat(limited.Token);
        }
        catch (Exception e)
        {
            Forget();
            if (!limited.IsCancellationRequested || ct.IsCancellationRequested) throw;
            throw new StoreUnavailableException($"MongoDB did not commit a transaction in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s.", e);
        }
    }

    /// <summary>
    /// What a transaction reads may be rolled back by an election until it commits itself, so rules that a failed one has read are not to be
    /// kept: another publication may get the same revision.
    /// </summary>
    private void Forget() => data.Timelines.Clear();

    private T Repeat(CancellationToken limited)
    {
        using var client = data.Database.Client.StartSession(cancellationToken: limited);
        for (var duplicates = 0; ; duplicates++)
        {
            try
            {
                return client.WithTransaction(Attempt, Options, limited);
            }
            catch (MongoException e) when (MongoErrors.IsDuplicateKey(e))
            {
                // Another transaction has inserted the same key; the next attempt sees its document.
                if (duplicates == MaxDuplicates) throw new StoreUnavailableException("MongoDB: other transactions insert the same keys.", e);
            }
        }
    }

    private T Attempt(IClientSessionHandle client, CancellationToken limited)
    {
        if (_attempts++ > 0)
        {
            Forget();
            limited.WaitHandle.WaitOne(Random.Shared.Next(1, Math.Min(MaxBackoffMs, 2 << Math.Min(_attempts, 10))));
        }

        limited.ThrowIfCancellationRequested();
        if (_attempts > MaxAttempts) throw new StoreUnavailableException("MongoDB: other transactions write the same documents.");
        var session = new MongoSession(data, client, limited);
        try
        {
            session.Stripes.Lock(_stripes);
            var result = work(session);
            session.Flush();
            return result;
        }
        finally
        {
            _stripes.UnionWith(session.Stripes.Changed);
        }
    }
}
