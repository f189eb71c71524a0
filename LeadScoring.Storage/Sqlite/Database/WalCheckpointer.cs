using SQLitePCL;

namespace LeadScoring.Storage.Sqlite.Database;

/// <summary>
/// Moves the write-ahead log into the database beside the commits, which would otherwise pay for it. A passive pass runs
/// after every 64 MB written, and every few seconds while anything was written. Passive passes never finish under a steady
/// writer, so past 256 MB the log is made to restart, which holds writers up for what the pass before left over: those of
/// this process wait at their gate, since in the gaps between their transactions SQLite's own waiting would never get in.
/// </summary>
internal sealed class WalCheckpointer(string path, SemaphoreSlim writing) : IDisposable
{
    private const int PassPages = 64 * 1024 * 1024 / SqliteSchema.PageBytes;
    private const int RestartPages = 256 * 1024 * 1024 / SqliteSchema.PageBytes;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);

    /// <summary>How long a restart may wait for readers, and writers for it.</summary>
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(250);

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
            _due.WaitOne(Idle);
            if (!_stopping && Interlocked.Exchange(ref _pages, 0) > 0) Pass();
        }
    }

    private void Pass()
    {
        try
        {
            using var session = SqlSession.Open(path, 1024, Busy);
            var (frames, _) = session.Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE);
            if (frames < RestartPages) return;
            session.Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE);
            Restart(session);
        }
        catch (Exception)
        {
            // The log stays as it is; the next pass takes it along. Nothing may end this thread: the process would end with it.
            Interlocked.Increment(ref _pages);
        }
    }

    private void Restart(SqlSession session)
    {
        while (!writing.Wait(Busy))
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
