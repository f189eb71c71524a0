using System.Diagnostics;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Rules;
using Microsoft.Data.Sqlite;

namespace LeadScoring.Storage.Sqlite.Database;

/// <summary>
/// One database file: one connection that writes, a few that read, and the checkpointer. Opened on first use, so that a process can
/// start, and report that it is not ready, while the file cannot be opened.
/// </summary>
internal sealed class SqliteFile : IStoreDatabase, IDisposable
{
    public const int MaxReaders = 4;
    private const int WriterCacheKilobytes = 64 * 1024;
    private const int ReaderCacheKilobytes = 8 * 1024;
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _writing = new(1);
    private readonly SemaphoreSlim _reading = new(MaxReaders);
    private readonly Stack<SqlSession> _readers = new();
    private readonly WalCheckpointer _checkpointer;
    private readonly TimeSpan _closeTimeout;
    private readonly string _path;
    private SqlSession? _writer;
    private volatile bool _ready;
    private volatile bool _closed;

    public SqliteFile(string connectionString, TimeProvider time, TimeSpan? closeTimeout = null)
    {
        _path = Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource);
        _closeTimeout = closeTimeout ?? BusyTimeout;
        Time = time;
        _checkpointer = new WalCheckpointer(_path, _writing);
    }

    public TimeProvider Time { get; }

    /// <summary>Transactions are short, since other processes write to the same file; they have no limit of events.</summary>
    public TransactionLimits Limits { get; } = new(MinEvents: 128, MaxEvents: int.MaxValue, Duration: TimeSpan.FromMilliseconds(20));

    public TimelineCache Timelines { get; } = new();

    public Outbox Outbox { get; } = new();

    public long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Runs the work in one write transaction. Keep it under 25 ms: other processes wait for the same lock.</summary>
    /// <exception cref="StoreUnavailableException">The file is locked or closed, or SQLite failed in a way that may pass.</exception>
    public async Task<T> WriteAsync<T>(Func<IStoreSession, T> work, CancellationToken ct)
    {
        ThrowIfClosed();
        await _writing.WaitAsync(ct);
        try
        {
            ThrowIfClosed();
            var session = _writer ??= Open(WriterCacheKilobytes, TimeSpan.Zero);
            await BeginAsync(session, ct);
            return Commit(session, work);
        }
        catch (Exception e)
        {
            if (_writer is { } session && !IsUsableAfter(e, session)) CloseWriter();
            throw;
        }
        finally
        {
            if (_closed) CloseWriter(); // Dispose gave up waiting for this write
            _writing.Release();
        }
    }

    /// <summary>Runs the work on one snapshot of the database.</summary>
    /// <exception cref="StoreUnavailableException">The file is closed, or SQLite failed in a way that may pass.</exception>
    public async Task<T> ReadAsync<T>(Func<IStoreSession, T> work, CancellationToken ct)
    {
        ThrowIfClosed();
        await _reading.WaitAsync(ct);
        try
        {
            ThrowIfClosed();
            return Read(work);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>
    /// Refuses new work, waits for the running write, and closes the connections. Those in use are closed when their work ends. The
    /// semaphores are not disposed, since a caller that waits for one would wait for ever.
    /// </summary>
    public void Dispose()
    {
        _closed = true;
        if (_writing.Wait(_closeTimeout))
        {
            CloseWriter();
            _writing.Release();
        }

        lock (_readers)
        {
            while (_readers.TryPop(out var reader)) reader.Dispose();
        }

        _checkpointer.Dispose();
    }

    /// <summary>
    /// Exceptions of the work itself, such as a refusal, leave the connection usable with its page cache and prepared statements. After
    /// an error of SQLite, or a rollback that failed, the next work opens another connection.
    /// </summary>
    private static bool IsUsableAfter(Exception e, SqlSession session) => !SqliteErrors.IsFromSqlite(e) && !session.InTransaction;

    /// <summary>
    /// Tries to take the lock every millisecond. SQLite's own busy handler backs off to 100 ms and would keep missing the short pauses
    /// that a busy writer in another process leaves between its transactions.
    /// </summary>
    private static async Task BeginAsync(SqlSession session, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        while (!session.TryBeginImmediate())
        {
            if (Stopwatch.GetElapsedTime(started) > BusyTimeout)
            {
                throw new StoreUnavailableException($"The database was locked for {BusyTimeout.TotalSeconds} s.");
            }

            await Task.Delay(1, ct);
        }
    }

    private T Commit<T>(SqlSession session, Func<IStoreSession, T> work)
    {
        try
        {
            var result = work(session);
            session.Use("COMMIT").Run();
            _checkpointer.Written(session.TakePagesWritten());
            return result;
        }
        catch
        {
            session.Rollback();
            throw;
        }
    }

    private T Read<T>(Func<IStoreSession, T> work)
    {
        SqlSession? session;
        lock (_readers) _readers.TryPop(out session);
        session ??= Open(ReaderCacheKilobytes, BusyTimeout);
        try
        {
            session.Use("BEGIN").Run();
            var result = work(session);
            session.Use("COMMIT").Run();
            Return(session);
            return result;
        }
        catch (Exception e)
        {
            session.Rollback();
            if (IsUsableAfter(e, session)) Return(session);
            else session.Dispose();
            throw;
        }
    }

    private void Return(SqlSession reader)
    {
        lock (_readers)
        {
            if (!_closed)
            {
                _readers.Push(reader);
                return;
            }
        }

        reader.Dispose();
    }

    private void ThrowIfClosed()
    {
        if (_closed) throw new StoreUnavailableException("The database is closed: this process is stopping.");
    }

    private SqlSession Open(int cacheKilobytes, TimeSpan busyTimeout)
    {
        if (!_ready)
        {
            CreateFolder();
            Prepare();
            _ready = true;
        }

        return SqlSession.Open(_path, cacheKilobytes, busyTimeout);
    }

    /// <summary>
    /// Several processes and threads may open a new file at the same moment. Only one can switch it to a write-ahead log; SQLite does
    /// not wait for a lock there but fails at once, so the others try again.
    /// </summary>
    private void Prepare()
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var first = SqlSession.Open(_path, ReaderCacheKilobytes, BusyTimeout);
                SqliteSchema.Prepare(first, Time);
                return;
            }
            catch (StoreUnavailableException) when (Stopwatch.GetElapsedTime(started) < BusyTimeout)
            {
                Thread.Sleep(10);
            }
        }
    }

    private void CreateFolder()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException("The database's folder cannot be created.", e);
        }
    }

    private void CloseWriter()
    {
        _writer?.Dispose();
        _writer = null;
    }
}
