using LeadScoring.Core.Stores;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Events;
using LeadScoring.Storage.Imports;
using LeadScoring.Storage.Insights;
using LeadScoring.Storage.Jobs;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Rules;
using LeadScoring.Storage.Sqlite.Commits;
using LeadScoring.Storage.Sqlite.Events;
using LeadScoring.Storage.Sqlite.Imports;
using LeadScoring.Storage.Sqlite.Insights;
using LeadScoring.Storage.Sqlite.Jobs;
using LeadScoring.Storage.Sqlite.Leads;
using LeadScoring.Storage.Sqlite.Rules;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LeadScoring.Storage.Sqlite.Database;

/// <summary>One connection with its prepared statements; used by one caller at a time.</summary>
internal sealed class SqlSession : IStoreSession, IDisposable
{
    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(5);

    private readonly sqlite3 _db;

    /// <summary>Keyed by reference: the texts are constants, so a lookup does not hash them.</summary>
    private readonly Dictionary<string, SqlStatement> _prepared = new(ReferenceEqualityComparer.Instance);

    private SqlSession(sqlite3 db)
    {
        _db = db;
        Types = new EventTypes(this);
        Leads = new LeadNumbers(this);
        States = new LeadStateRows(this);
        Profiles = new LeadRows(this);
        Deleted = new DeletedLeadRows(this);
        TableRows = new LeadTableRows(this);
        Scores = new ScoreCountRows(this);
        Changes = new LeadChangeLog(this);
        Events = new EventRows(this);
        Failures = new FailureRows(this);
        Rules = new RuleRows(this);
        Jobs = new JobRows(this);
        Imports = new ImportRows(this);
        Rollups = new RollupRows(this);
    }

    public ILeadStates States { get; }

    public ILeadProfiles Profiles { get; }

    public IDeletedLeads Deleted { get; }

    public ILeadTableRows TableRows { get; }

    public IScoreCounts Scores { get; }

    public ILeadChangeLog Changes { get; }

    public IEventRows Events { get; }

    public IFailureRows Failures { get; }

    public IRuleRows Rules { get; }

    public IJobRows Jobs { get; }

    public IImportRows Imports { get; }

    public IRollupRows Rollups { get; }

    public EventTypes Types { get; }

    public LeadNumbers Leads { get; }

    public long LastInsertId => raw.sqlite3_last_insert_rowid(_db);

    /// <summary>False once a transaction has ended, also when SQLite rolled it back on its own.</summary>
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

        // The first statements read the file, which another connection may be recovering or closing at this moment.
        raw.sqlite3_busy_timeout(db, (int)OpenTimeout.TotalMilliseconds);
        var session = new SqlSession(db);
        session.Execute("PRAGMA synchronous = FULL");
        session.Execute("PRAGMA temp_store = MEMORY");
        session.Execute("PRAGMA foreign_keys = OFF");
        session.Execute("PRAGMA wal_autocheckpoint = 0");
        session.Execute($"PRAGMA cache_size = -{cacheKilobytes}");
        raw.sqlite3_busy_timeout(db, (int)busyTimeout.TotalMilliseconds);
        return session;
    }

    /// <summary>A statement whose text is a constant; it stays prepared.</summary>
    public SqlStatement Use(string constantSql)
    {
        if (!_prepared.TryGetValue(constantSql, out var statement))
        {
            _prepared[constantSql] = statement = Prepare(constantSql, keep: true);
        }

        return statement.Start();
    }

    /// <summary>A statement that is prepared for this use only.</summary>
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

    /// <summary>Resets every statement that failed work left open, and rolls the transaction back, if there is one.</summary>
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

    /// <summary>Copies the write-ahead log into the database file. Returns the frames in the log and the frames copied.</summary>
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

internal static class SqliteErrors
{
    /// <summary>A result code as an exception: <see cref="StoreUnavailableException"/> for transient errors, else <see cref="SqliteException"/>.</summary>
    public static Exception Of(sqlite3? db, int code)
    {
        var extended = db is null ? code : raw.sqlite3_extended_errcode(db);
        var text = raw.sqlite3_errstr(code).utf8_to_string();
        var message = db is null ? text : raw.sqlite3_errmsg(db).utf8_to_string();
        return IsTransient(code)
            ? new StoreUnavailableException($"SQLite: {text} ({extended}).", new SqliteException(message, code, extended))
            : new SqliteException(message, code, extended);
    }

    /// <summary>Whether <see cref="Of"/> made the exception.</summary>
    public static bool IsFromSqlite(Exception e) => e is SqliteException or StoreUnavailableException { InnerException: SqliteException };

    private static bool IsTransient(int code) => (code & 0xff) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_CANTOPEN
        or raw.SQLITE_IOERR or raw.SQLITE_FULL or raw.SQLITE_PROTOCOL or raw.SQLITE_READONLY or raw.SQLITE_NOMEM;
}
