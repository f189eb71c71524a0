using LeadScoring.Core.Leads;
using LeadScoring.Storage.InMemory;
using LeadScoring.Storage.Database;

namespace LeadScoring.Storage.Leads;

/// <summary>
/// Keeps the lead table equal to the database. It is loaded at the first query, then brought up to date from
/// <see cref="ILeadChangeLog"/>: by each query, in the query's own snapshot, and once a second. While it loads, which takes seconds with
/// a million leads, queries wait without holding a thread. See docs/lead-table.md.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="load">Loads the table; tests delay it.</param>
/// <param name="searches">The concurrency limit of queries; null: half of the processors, and never all readers of an SQLite file.</param>
internal sealed class LeadTableUpdater(IStoreDatabase database, Func<IStoreSession, LeadTable>? load = null, int? searches = null) : IDisposable
{
    /// <summary>Fewer than the snapshots that a database gives out at once.</summary>
    private const int MaxSearches = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Scans cost processor time and hold a snapshot; other requests need both.</summary>
    private readonly SemaphoreSlim _searching = new(searches ?? Math.Clamp(Environment.ProcessorCount / 2, 1, MaxSearches));
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Lock _starting = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _loading = Task.CompletedTask;
    private Task? _following;
    private volatile LeadTable? _table;
    private long[] _positions = [];

    /// <summary>
    /// Runs a query on one snapshot of the database. It returns null when the table is not loaded or newer than the snapshot; then it
    /// is repeated on a new snapshot.
    /// </summary>
    public async Task<T> QueryAsync<T>(Func<IStoreSession, T?> query, CancellationToken ct)
        where T : class
    {
        while (true)
        {
            await _searching.WaitAsync(ct);
            try
            {
                if (await database.ReadAsync(query, ct) is { } answer) return answer;
            }
            finally
            {
                _searching.Release();
            }

            await LoadedAsync().WaitAsync(ct);
        }
    }

    /// <summary>The page's leads; null when the table is not at the session's snapshot.</summary>
    public LeadMatches? Find(IStoreSession session, LeadQuery query) => Query(session, query, table => table.Find(query));

    /// <summary>The keys of all matches, unsorted; null as in <see cref="Find"/>.</summary>
    public SortKey[]? Keys(IStoreSession session, LeadQuery query) => Query(session, query, table => table.Keys(query));

    public void Dispose()
    {
        _stopping.Cancel();
        _following?.Wait(Interval);
        _stopping.Dispose();
    }

    /// <summary>Reads the whole table; null as in <see cref="Find"/>.</summary>
    public T? Read<T>(IStoreSession session, Func<LeadTable, T> read)
        where T : class => Query(session, byName: false, read);

    private T? Query<T>(IStoreSession session, LeadQuery query, Func<LeadTable, T> scan)
        where T : class => Query(session, query.Sort == LeadSort.Name, scan);

    private T? Query<T>(IStoreSession session, bool byName, Func<LeadTable, T> scan)
        where T : class
    {
        if (Enter(session, byName) is not { } table) return null;
        try
        {
            return scan(table);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>The table at exactly the session's snapshot, in the read lock; null, without the lock, when there is none.</summary>
    private LeadTable? Enter(IStoreSession session, bool byName)
    {
        var newest = session.Changes.Newest();
        _lock.EnterReadLock();
        if (_table is { } current && _positions.SequenceEqual(newest) && (!byName || current.NamesAreRanked)) return current;
        _lock.ExitReadLock();

        _lock.EnterUpgradeableReadLock();
        try
        {
            if (CatchUp(session, newest, byName) is not { } table) return null;
            _lock.EnterReadLock(); // before the upgradeable lock is released, so that no other thread applies more changes
            return table;
        }
        finally
        {
            _lock.ExitUpgradeableReadLock();
        }
    }

    /// <summary>Called in the upgradeable lock. Null when the table is not loaded, has to be loaded again, or is newer than the snapshot.</summary>
    private LeadTable? CatchUp(IStoreSession session, long[] newest, bool byName)
    {
        if (_table is not { } table || _positions.Zip(newest).Any(p => p.First > p.Second)) return null;
        if (!_positions.SequenceEqual(newest))
        {
            if (table.ShouldReload || session.Changes.After(_positions) is not var (scores, profiles, _)) return _table = null; // frees its memory before the new one is loaded
            Write(
                () =>
                {
                    session.TableRows.Load(table, profiles);
                    session.TableRows.LoadScores(table, scores);
                },
                newest);
        }

        if (byName && !table.NamesAreRanked) Write(table.RankNames, newest);
        return table;
    }

    private void Write(Action change, long[] positions)
    {
        _lock.EnterWriteLock();
        try
        {
            change();
            _positions = positions;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>The running load, or a new one. All queries share it, so it is not cancelled with the query that started it.</summary>
    private Task LoadedAsync()
    {
        lock (_starting)
        {
            if (_table is not null) return Task.CompletedTask;
            if (_loading.IsCompleted) _loading = Task.Run(() => database.ReadAsync(Reload, _stopping.Token));
            return _loading;
        }
    }

    private bool Reload(IStoreSession session)
    {
        var positions = session.Changes.Newest();
        var table = (load ?? Load)(session);
        Write(() => _table = table, positions);
        _following ??= FollowAsync();
        return true;
    }

    private static LeadTable Load(IStoreSession session)
    {
        var table = new LeadTable();
        session.TableRows.LoadAll(table);
        return table;
    }

    /// <summary>Applies changes once a second, so that a query finds few of them, and none that the log has dropped.</summary>
    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        var stopping = _stopping.Token;
        try
        {
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false))
            {
                try
                {
                    await database.ReadAsync(Follow, stopping).ConfigureAwait(false);
                    await LoadedAsync().ConfigureAwait(false);
                }
                catch (Exception) when (!stopping.IsCancellationRequested)
                {
                    // Retried in a second; queries catch up on their own.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The store is being closed.
        }
    }

    private bool Follow(IStoreSession session)
    {
        if (Enter(session, byName: false) is null) return false;
        _lock.ExitReadLock();
        return true;
    }
}
