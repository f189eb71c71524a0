using LeadScoring.Core.Stores;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LeadScoring.Storage.Sqlite.Database;

internal static class SqliteErrors
{
    /// <summary>What came back, as an exception: "try again later" for all that may pass by itself, else a defect.</summary>
    public static Exception Of(sqlite3? db, int code)
    {
        var extended = db is null ? code : raw.sqlite3_extended_errcode(db);
        var text = raw.sqlite3_errstr(code).utf8_to_string();
        var message = db is null ? text : raw.sqlite3_errmsg(db).utf8_to_string();
        return IsPassing(code)
            ? new StoreUnavailableException($"SQLite: {text} ({extended}).", new SqliteException(message, code, extended))
            : new SqliteException(message, code, extended);
    }

    /// <summary>Whether the exception is one of these.</summary>
    public static bool IsFromSqlite(Exception e) => e is SqliteException or StoreUnavailableException { InnerException: SqliteException };

    private static bool IsPassing(int code) => (code & 0xff) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_CANTOPEN
        or raw.SQLITE_IOERR or raw.SQLITE_FULL or raw.SQLITE_PROTOCOL or raw.SQLITE_READONLY or raw.SQLITE_NOMEM;
}
