using LeadScoring.Storage.Sqlite.Commits;
using SQLitePCL;

namespace LeadScoring.Storage.Sqlite.Database;

/// <summary>One connection with its prepared statements; used by one caller at a time.</summary>
internal sealed class SqlSession : IDisposable
{
    private static readonly TimeSpan Opening = TimeSpan.FromSeconds(5);

    private readonly sqlite3 _db;

    /// <summary>By reference: the texts are constants, so finding one costs no hashing of it.</summary>
    private readonly Dictionary<string, SqlStatement> _prepared = new(ReferenceEqualityComparer.Instance);

    private SqlSession(sqlite3 db)
    {
        _db = db;
        Types = new EventTypes(this);
        Leads = new LeadNumbers(this);
    }

    public EventTypes Types { get; }

    public LeadNumbers Leads { get; }

    public long LastInsertId => raw.sqlite3_last_insert_rowid(_db);

    /// <summary>False once a transaction has ended, be it that SQLite rolled it back by itself.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_db) == 0;

    public static SqlSession Open(string path, int cacheKilobytes, TimeSpan busyTimeout)
    {
        Batteries_V2.Init();
        const int flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX;
        var code = raw.sqlite3_open_v2(path, out var db, flags, null);
        if (code != raw.SQLITE_OK)
        {
            using (db) throw SqliteErrors.Of(db, code);
        }

        // The first statements read the file, which another connection may be recovering or closing just then.
        raw.sqlite3_busy_timeout(db, (int)Opening.TotalMilliseconds);
        var session = new SqlSession(db);
        session.Execute("PRAGMA synchronous = FULL");
        session.Execute("PRAGMA temp_store = MEMORY");
        session.Execute("PRAGMA foreign_keys = OFF");
        session.Execute("PRAGMA wal_autocheckpoint = 0");
        session.Execute($"PRAGMA cache_size = -{cacheKilobytes}");
        raw.sqlite3_busy_timeout(db, (int)busyTimeout.TotalMilliseconds);
        return session;
    }

    /// <summary>A statement whose text is a constant; stays prepared for the next time.</summary>
    public SqlStatement Use(string constantSql)
    {
        if (!_prepared.TryGetValue(constantSql, out var statement))
        {
            _prepared[constantSql] = statement = Prepare(constantSql, keep: true);
        }

        return statement.Start();
    }

    /// <summary>A statement put together for this one use.</summary>
    public SqlStatement Once(string sql) => Prepare(sql, keep: false).Start();

    /// <summary>Runs statements without parameters and without results, such as a migration.</summary>
    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(_db, sql);
        if (code != raw.SQLITE_OK) throw SqliteErrors.Of(_db, code);
    }

    /// <summary>Takes the write lock; false when another connection has it for longer than the busy timeout.</summary>
    public bool TryBeginImmediate()
    {
        var code = raw.sqlite3_exec(_db, "BEGIN IMMEDIATE");
        if (code == raw.SQLITE_BUSY) return false;
        return code == raw.SQLITE_OK ? true : throw SqliteErrors.Of(_db, code);
    }

    /// <summary>Ends the transaction, if there is one, and every statement that failing work left open.</summary>
    public void Rollback()
    {
        foreach (var statement in _prepared.Values) statement.Dispose();
        Types.Clear();
        Leads.Clear();
        if (InTransaction) raw.sqlite3_exec(_db, "ROLLBACK");
    }

    /// <summary>Pages written to the write-ahead log by this connection since the last call.</summary>
    public int TakePagesWritten()
    {
        raw.sqlite3_db_status(_db, CacheWritten, out var pages, out _, 1);
        return pages;
    }

    /// <summary>Copies the write-ahead log into the database file; frames in the log and frames copied.</summary>
    public (int Frames, int Copied) Checkpoint(int mode)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(_db, "main", mode, out var frames, out var copied);
        return code is raw.SQLITE_OK or raw.SQLITE_BUSY ? (frames, copied) : throw SqliteErrors.Of(_db, code);
    }

    public void Dispose()
    {
        foreach (var statement in _prepared.Values) statement.Close();
        _db.Dispose();
    }

    private const int CacheWritten = 9; // SQLITE_DBSTATUS_CACHE_WRITE

    private SqlStatement Prepare(string sql, bool keep)
    {
        var code = raw.sqlite3_prepare_v2(_db, sql, out var statement);
        return code == raw.SQLITE_OK ? new SqlStatement(_db, statement, keep) : throw SqliteErrors.Of(_db, code);
    }
}
