using System.Diagnostics;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Sqlite.Rules;
using Microsoft.Data.Sqlite;

namespace LeadScoring.Storage.Sqlite.Database;

/// <summary>
/// One database file: one connection that writes, a few that read, and the checkpointer. Opened on first use, so that a
/// process starts (and says that it is not ready) while the file cannot be opened.
/// </summary>
internal sealed class SqliteFile : IDisposable
{
    public const int MaxReaders = 4;
    private const int WriterCacheKilobytes = 64 * 1024;
    private const int ReaderCacheKilobytes = 8 * 1024;
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(5);

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
        _closeTimeout = closeTimeout ?? Busy;
        Time = time;
        Rules = new RuleBook();
        _checkpointer = new WalCheckpointer(_path, _writing);
    }

    public TimeProvider Time { get; }

    public RuleBook Rules { get; }

    public long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Runs the work in one write transaction. Keep it under 25 ms: other processes wait for the same lock.</summary>
    /// <exception cref="StoreUnavailableException">The file is locked or closed, or SQLite failed in a way that may pass.</exception>
    public async Task<T> WriteAsync<T>(Func<SqlSession, T> work, CancellationToken ct)
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
            if (_closed) CloseWriter(); // Dispose did not wait long enough to do it
            _writing.Release();
        }
    }

    /// <summary>Runs the work on one snapshot of the database.</summary>
    /// <exception cref="StoreUnavailableException">The file is closed, or SQLite failed in a way that may pass.</exception>
    public async Task<T> ReadAsync<T>(Func<SqlSession, T> work, CancellationToken ct)
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
    /// Refuses new work and closes each connection once nobody uses it: those in use are closed by whoever uses them. Waits for
    /// the running write. The semaphores are not disposed: whoever waits for one would wait for ever.
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
    /// What the work throws by itself, such as a refusal, says nothing against the connection: its page cache and its prepared
    /// statements are kept. After an error of SQLite, or a rollback that failed, another connection is opened.
    /// </summary>
    private static bool IsUsableAfter(Exception e, SqlSession session) => !SqliteErrors.IsFromSqlite(e) && !session.InTransaction;

    /// <summary>
    /// Asks for the lock every millisecond. SQLite's own waiting backs off to 100 ms, and would keep missing the short
    /// pauses that a busy writer in another process leaves between its transactions.
    /// </summary>
    private static async Task BeginAsync(SqlSession session, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        while (!session.TryBeginImmediate())
        {
            if (Stopwatch.GetElapsedTime(started) > Busy)
            {
                throw new StoreUnavailableException($"The database was locked for {Busy.TotalSeconds} s.");
            }

            await Task.Delay(1, ct);
        }
    }

    private T Commit<T>(SqlSession session, Func<SqlSession, T> work)
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

    private T Read<T>(Func<SqlSession, T> work)
    {
        SqlSession? session;
        lock (_readers) _readers.TryPop(out session);
        session ??= Open(ReaderCacheKilobytes, Busy);
        try
        {
            session.Use("BEGIN").Run();
            var result = work(session);
            session.Use("COMMIT").Run();
            Keep(session);
            return result;
        }
        catch (Exception e)
        {
            session.Rollback();
            if (IsUsableAfter(e, session)) Keep(session);
            else session.Dispose();
            throw;
        }
    }

    private void Keep(SqlSession reader)
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

    private SqlSession Open(int cacheKilobytes, TimeSpan busy)
    {
        if (!_ready)
        {
            CreateFolder();
            Prepare();
            _ready = true;
        }

        return SqlSession.Open(_path, cacheKilobytes, busy);
    }

    /// <summary>
    /// Several processes and threads may open a new file at the same moment. All but one of those that switch it to a write-ahead log are refused at once,
    /// since SQLite does not wait for a lock there.
    /// </summary>
    private void Prepare()
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var first = SqlSession.Open(_path, ReaderCacheKilobytes, Busy);
                SqliteSchema.Prepare(first, Time);
                return;
            }
            catch (StoreUnavailableException) when (Stopwatch.GetElapsedTime(started) < Busy)
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
