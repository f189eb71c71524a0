using System.Diagnostics;
using LeadScoring.Storage.InMemory;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Leads;

/// <summary>
/// Keeps the lead table equal to the database, for lists, ranks and searches. It is loaded at the first query, then brought up to date
/// before each query from the leads changed since. The server stamps each write with its own clock; since writes may become visible in
/// another order than their stamps, each reading overlaps the one before. See docs/lead-table.md.
/// </summary>
internal sealed class LeadTableUpdater(MongoData data) : IDisposable
{
    /// <summary>Ids in one query; those of all leads would exceed the size of a message.</summary>
    private const int ChunkSize = 5_000;

    /// <summary>Must be longer than a write takes from its stamp to being visible, and than the clocks of two shards differ.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private readonly Lock _starting = new();
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private (long Number, Task Task) _reading = (0, Task.CompletedTask);
    private LeadTableState? _state;

    /// <summary>Queries the table after it includes every write before the call.</summary>
    public async Task<T> QueryAsync<T>(Func<LeadTable, ScoreCounts, T> query, CancellationToken ct, bool byName = false)
    {
        await CatchUpAsync(ct);
        while (true)
        {
            _lock.EnterReadLock();
            try
            {
                if (!byName || _state!.Table.NamesAreRanked) return query(_state!.Table, _state.Counts);
            }
            finally
            {
                _lock.ExitReadLock();
            }

            Write(() => _state!.Table.RankNames()); // leads may be added before the read lock is taken again
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        Task.WhenAny(_reading.Task).Wait(CloseTimeout);
        _stopping.Dispose();
        _lock.Dispose();
    }

    /// <summary>
    /// All queries share readings: any that began after the query will do. A reading is not cancelled with the query that started
    /// it.
    /// </summary>
    private async Task CatchUpAsync(CancellationToken ct)
    {
        var before = Begun();
        while (true)
        {
            var (number, reading) = Reading();
            if (number > before)
            {
                await reading.WaitAsync(ct);
                return;
            }

            await Task.WhenAny(reading).WaitAsync(ct); // its failure concerns earlier queries
        }
    }

    private long Begun()
    {
        lock (_starting) return _reading.Number;
    }

    /// <summary>The running reading, or a new one.</summary>
    private (long Number, Task Task) Reading()
    {
        lock (_starting)
        {
            if (_reading.Task.IsCompleted) _reading = (_reading.Number + 1, Task.Run(() => ReadAsync(_stopping.Token)));
            return _reading;
        }
    }

    private Task ReadAsync(CancellationToken ct) => _state is { Table.ShouldReload: false } state ? FollowAsync(state, ct) : LoadAsync(ct);

    private async Task LoadAsync(CancellationToken ct)
    {
        var (state, started) = (new LeadTableState(), Stopwatch.GetTimestamp());
        using var cursor = await data.Leads.Find(Bson.In("deletedAt", [BsonNull.Value])).Project<BsonDocument>(LeadTableState.AllFields).ToCursorAsync(ct);
        while (await cursor.MoveNextAsync(ct))
        {
            foreach (var lead in cursor.Current) state.Put(lead);
        }

        state.Close(Overlap + Stopwatch.GetElapsedTime(started));
        Write(() => _state = state);
    }

    /// <summary>A lead that changes while the index is read may come twice: the later document is newer.</summary>
    private async Task FollowAsync(LeadTableState state, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var since = new BsonDocument("changed", new BsonDocument("$gte", new BsonDateTime(state.KnownUntil)));
        var seen = await data.Leads.Find(since).Project<BsonDocument>(LeadTableState.ScoreFields).ToListAsync(ct);
        var changed = seen.GroupBy(lead => lead.Int64("no")).Select(twice => twice.Last()).Where(lead => !state.Knows(lead)).ToList();
        var profiles = changed.FindAll(state.HasNewProfile);
        var full = new List<BsonDocument>(profiles.Count);
        foreach (var some in profiles.Select(lead => lead["_id"]).Chunk(ChunkSize))
        {
            full.AddRange(await data.Leads.Find(Bson.In("_id", some)).Project<BsonDocument>(LeadTableState.AllFields).ToListAsync(ct));
        }

        Write(() =>
        {
            foreach (var lead in changed.Except(profiles)) state.Apply(lead);
            foreach (var lead in full) state.Put(lead);
            state.Close(Overlap + Stopwatch.GetElapsedTime(started));
        });
    }

    private void Write(Action change)
    {
        _lock.EnterWriteLock();
        try
        {
            change();
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }
}
