using LeadScoring.Core.Leads;
using LeadScoring.Core.Leads.Table;

namespace LeadScoring.Core.Sqlite;

/// <summary>
/// Keeps the table in memory at what the database says: read in full at the first question, then brought up to date from the
/// log of changes, at each question (in the question's own snapshot) and once a second.
/// </summary>
internal sealed class LeadTableFeed(SqliteFile file) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Searches cost processor time, which other requests need as well; they also must not take every reader.</summary>
    private readonly SemaphoreSlim _places = new(Math.Clamp(Environment.ProcessorCount / 2, 1, SqliteFile.MaxReaders - 1));
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private LeadTable? _table;
    private Task? _following;
    private long _seq;

    /// <summary>Runs a question on one snapshot of the database, as soon as there is a place for it.</summary>
    public async Task<T> AskAsync<T>(Func<SqlSession, T> question, CancellationToken ct)
    {
        await _places.WaitAsync(ct);
        try
        {
            return await file.ReadAsync(question, ct);
        }
        finally
        {
            _places.Release();
        }
    }

    public LeadMatches Find(SqlSession session, LeadQuery query) => Look(session, query, table => table.Find(query));

    /// <summary>The keys of all matches, unsorted.</summary>
    public SortKey[] Keys(SqlSession session, LeadQuery query) => Look(session, query, table => table.Keys(query));

    public void Dispose()
    {
        _stopping.Cancel();
        _following?.Wait(Interval);
        _stopping.Dispose();
    }

    private T Look<T>(SqlSession session, LeadQuery query, Func<LeadTable, T> question)
    {
        while (true)
        {
            _lock.EnterReadLock();
            try
            {
                if (IsReady(session, query)) return question(_table!);
            }
            finally
            {
                _lock.ExitReadLock();
            }

            _lock.EnterWriteLock();
            try
            {
                CatchUp(session);
                if (query.Sort == LeadSort.Name) _table!.RankNames();
            }
            finally
            {
                _lock.ExitWriteLock();
            }
        }
    }

    private bool IsReady(SqlSession session, LeadQuery query) =>
        _table is not null && _seq >= LeadChangeLog.Newest(session) && (query.Sort != LeadSort.Name || _table.NamesAreRanked);

    private void CatchUp(SqlSession session)
    {
        if (_table is null)
        {
            Load(session);
            _following ??= FollowAsync();
            return;
        }

        if (LeadChangeLog.Newest(session) <= _seq) return; // another question was faster
        if (_table.IsWorn || LeadChangeLog.After(session, _seq) is not var (scores, profiles, newest))
        {
            Load(session);
            return;
        }

        LeadTableRows.Apply(session, _table, scores, profiles);
        _seq = newest;
    }

    private void Load(SqlSession session)
    {
        _table = null; // room for the new one
        var seq = LeadChangeLog.Newest(session);
        _table = LeadTableRows.Load(session);
        _seq = seq;
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
                    await file.ReadAsync(session => Follow(session), stopping).ConfigureAwait(false);
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
        _lock.EnterWriteLock();
        try
        {
            CatchUp(session);
            return true;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }
}
