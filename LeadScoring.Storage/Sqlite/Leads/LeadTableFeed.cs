using LeadScoring.Core.Leads;
using LeadScoring.Storage.InMemory;
using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Storage.Sqlite.Leads;

/// <summary>
/// Keeps the table in memory at what the database says: read in full at the first question, then brought up to date from the
/// log of changes, at each question (in the question's own snapshot) and once a second. While it is read in full, which takes
/// seconds with a million leads, whoever needs it waits without a thread.
/// </summary>
/// <param name="file">The database.</param>
/// <param name="load">Reads the table in full; tests hold it up.</param>
/// <param name="searches">How many may run at once; null: as many as leave processor time for other requests.</param>
internal sealed class LeadTableFeed(SqliteFile file, Func<SqlSession, LeadTable>? load = null, int? searches = null) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Searches cost processor time, which other requests need as well; they also must not take every reader.</summary>
    private readonly SemaphoreSlim _searching = new(searches ?? Math.Clamp(Environment.ProcessorCount / 2, 1, SqliteFile.MaxReaders - 1));
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Lock _starting = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _loading = Task.CompletedTask;
    private Task? _following;
    private volatile LeadTable? _table;
    private long _seq;

    /// <summary>
    /// Runs a question on one snapshot of the database. Where it answers null, the table was not loaded or newer than the
    /// snapshot: then it is asked again, on a new one.
    /// </summary>
    public async Task<T> AskAsync<T>(Func<SqlSession, T?> question, CancellationToken ct)
        where T : class
    {
        while (true)
        {
            await _searching.WaitAsync(ct);
            try
            {
                if (await file.ReadAsync(question, ct) is { } answer) return answer;
            }
            finally
            {
                _searching.Release();
            }

            await LoadedAsync().WaitAsync(ct);
        }
    }

    /// <summary>Null when the table cannot tell what the session's snapshot has.</summary>
    public LeadMatches? Find(SqlSession session, LeadQuery query) => Look(session, query, table => table.Find(query));

    /// <summary>The keys of all matches, unsorted; null as in <see cref="Find"/>.</summary>
    public SortKey[]? Keys(SqlSession session, LeadQuery query) => Look(session, query, table => table.Keys(query));

    public void Dispose()
    {
        _stopping.Cancel();
        _following?.Wait(Interval);
        _stopping.Dispose();
    }

    private T? Look<T>(SqlSession session, LeadQuery query, Func<LeadTable, T> question)
        where T : class
    {
        if (Enter(session, query.Sort == LeadSort.Name) is not { } table) return null;
        try
        {
            return question(table);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>The table at exactly the session's snapshot, in the read lock; null, without the lock, when there is none.</summary>
    private LeadTable? Enter(SqlSession session, bool byName)
    {
        var newest = LeadChangeLog.Newest(session);
        _lock.EnterReadLock();
        if (_table is { } current && _seq == newest && (!byName || current.NamesAreRanked)) return current;
        _lock.ExitReadLock();

        _lock.EnterUpgradeableReadLock();
        try
        {
            if (CatchUp(session, newest, byName) is not { } table) return null;
            _lock.EnterReadLock(); // before the other one is left, so that nobody brings in more
            return table;
        }
        finally
        {
            _lock.ExitUpgradeableReadLock();
        }
    }

    /// <summary>In the upgradeable lock: null when the table is not loaded, has to be loaded again, or is newer than the snapshot.</summary>
    private LeadTable? CatchUp(SqlSession session, long newest, bool byName)
    {
        if (_table is not { } table || newest < _seq) return null;
        if (newest > _seq)
        {
            if (table.IsWorn || LeadChangeLog.After(session, _seq) is not var (scores, profiles, _)) return _table = null; // room for the new one
            Write(() => LeadTableRows.Apply(session, table, scores, profiles), newest);
        }

        if (byName && !table.NamesAreRanked) Write(table.RankNames, newest);
        return table;
    }

    private void Write(Action change, long seq)
    {
        _lock.EnterWriteLock();
        try
        {
            change();
            _seq = seq;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>The load that is under way, or the next. It belongs to nobody, so it goes on when whoever began it gives up.</summary>
    private Task LoadedAsync()
    {
        lock (_starting)
        {
            if (_table is not null) return Task.CompletedTask;
            if (_loading.IsCompleted) _loading = Task.Run(() => file.ReadAsync(Load, _stopping.Token));
            return _loading;
        }
    }

    private bool Load(SqlSession session)
    {
        var seq = LeadChangeLog.Newest(session); // begins the snapshot
        var table = (load ?? LeadTableRows.Load)(session);
        Write(() => _table = table, seq);
        _following ??= FollowAsync();
        return true;
    }

    /// <summary>So that the next question never finds more than a second's changes, and never ones that are dropped.</summary>
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
                    await file.ReadAsync(Follow, stopping).ConfigureAwait(false);
                    await LoadedAsync().ConfigureAwait(false);
                }
                catch (Exception) when (!stopping.IsCancellationRequested)
                {
                    // Next second; questions catch up by themselves.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private bool Follow(SqlSession session)
    {
        if (Enter(session, byName: false) is null) return false;
        _lock.ExitReadLock();
        return true;
    }
}
