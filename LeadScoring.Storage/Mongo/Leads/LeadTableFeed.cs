using System.Diagnostics;
using LeadScoring.Storage.InMemory;
using LeadScoring.Storage.Mongo.Database;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LeadScoring.Storage.Mongo.Leads;

/// <summary>
/// Keeps the leads that lists, ranks and searches need in memory: read in full at the first question, then brought up to date before
/// each one from what changed since. The server stamps each write with its own clock; since writes may become visible in another
/// order than they were stamped, a little of what was read already is read again.
/// </summary>
internal sealed class LeadTableFeed(MongoData data) : IDisposable
{
    /// <summary>Ids in one question: all leads' would be more than a message holds.</summary>
    private const int ChunkSize = 5_000;

    /// <summary>Longer than any write takes from its stamp to being seen, and than the clocks of two shards are apart.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly Lock _turn = new();
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private (long Number, Task Task) _reading = (0, Task.CompletedTask);
    private LeadTableState? _state;

    /// <summary>Asks the table, once it knows everything that was written before the question.</summary>
    public async Task<T> AskAsync<T>(Func<LeadTable, ScoreCounts, T> question, CancellationToken ct, bool byName = false)
    {
        await CatchUpAsync(ct);
        while (true)
        {
            _lock.EnterReadLock();
            try
            {
                if (!byName || _state!.Table.NamesAreRanked) return question(_state!.Table, _state.Counts);
            }
            finally
            {
                _lock.ExitReadLock();
            }

            Write(() => _state!.Table.RankNames()); // until the lock is had again, others may bring in more
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        Task.WhenAny(_reading.Task).Wait(Farewell);
        _stopping.Dispose();
        _lock.Dispose();
    }

    /// <summary>
    /// One reading is for all who wait: any that began after the question will do. It belongs to nobody, so it goes on when whoever
    /// was the first to want it gives up.
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

            await Task.WhenAny(reading).WaitAsync(ct); // how it ends is not for this question
        }
    }

    private long Begun()
    {
        lock (_turn) return _reading.Number;
    }

    /// <summary>The one that is under way, or the next.</summary>
    private (long Number, Task Task) Reading()
    {
        lock (_turn)
        {
            if (_reading.Task.IsCompleted) _reading = (_reading.Number + 1, Task.Run(() => ReadAsync(_stopping.Token)));
            return _reading;
        }
    }

    private Task ReadAsync(CancellationToken ct) => _state is { Table.IsWorn: false } state ? FollowAsync(state, ct) : LoadAsync(ct);

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

    /// <summary>A lead that changes while its index is read may come twice: the later reading is the newer one.</summary>
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
