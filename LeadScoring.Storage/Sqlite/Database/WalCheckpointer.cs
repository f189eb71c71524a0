using SQLitePCL;

namespace LeadScoring.Storage.Sqlite.Database;

/// <summary>
/// Checkpoints the write-ahead log on a thread of its own instead of within commits. A passive pass runs after every 64 MB written, and
/// every few seconds while anything was written. Passive passes never finish under a steady writer, so past 256 MB the log is
/// restarted, which blocks writers for what the pass before left over. This process's writers are blocked by their own semaphore,
/// since SQLite's busy handler would never find a gap between their transactions.
/// </summary>
internal sealed class WalCheckpointer(string path, SemaphoreSlim writing) : IDisposable
{
    private const int PassPages = 64 * 1024 * 1024 / SqliteSchema.PageBytes;
    private const int RestartPages = 256 * 1024 * 1024 / SqliteSchema.PageBytes;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>How long a restart may wait for readers, and thereby delay writers.</summary>
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromMilliseconds(250);

    private readonly AutoResetEvent _due = new(false);
    private readonly Lock _starting = new();
    private Thread? _thread;
    private volatile bool _stopping;
    private int _pages;

    /// <summary>Called after every commit.</summary>
    public void Written(int pages)
    {
        if (pages == 0) return;
        var total = Interlocked.Add(ref _pages, pages);
        if (_thread is null) Start();
        if (total >= PassPages) _due.Set();
    }

    /// <summary>The event is not disposed: a write that is still running may set it.</summary>
    public void Dispose()
    {
        _stopping = true;
        _due.Set();
        lock (_starting) _thread?.Join();
    }

    private void Start()
    {
        lock (_starting)
        {
            if (_thread is not null || _stopping) return;
            _thread = new Thread(Run) { IsBackground = true, Name = "wal checkpointer" };
            _thread.Start();
        }
    }

    private void Run()
    {
        while (!_stopping)
        {
            _due.WaitOne(Interval);
            if (!_stopping && Interlocked.Exchange(ref _pages, 0) > 0) Pass();
        }
    }

    private void Pass()
    {
        try
        {
            using var session = SqlSession.Open(path, 1024, BusyTimeout);
            var (frames, _) = session.Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE);
            if (frames < RestartPages) return;
            session.Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE);
            Restart(session);
        }
        catch (Exception)
        {
            // The next pass retries. No exception may leave this thread: it would end the process.
            Interlocked.Increment(ref _pages);
        }
    }

    private void Restart(SqlSession session)
    {
        while (!writing.Wait(BusyTimeout))
        {
            if (_stopping) return;
        }

        try
        {
            session.Checkpoint(raw.SQLITE_CHECKPOINT_RESTART);
        }
        finally
        {
            writing.Release();
        }
    }
}
