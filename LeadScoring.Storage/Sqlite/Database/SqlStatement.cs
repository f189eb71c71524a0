using System.Buffers;
using System.Text;
using SQLitePCL;

namespace LeadScoring.Storage.Sqlite.Database;

/// <summary>
/// One prepared statement: bind in order, read, dispose (which resets it and leaves it prepared). Thin on purpose: the
/// commit path runs about ten statements per event, and ADO.NET's parameters and readers cost more than SQLite itself.
/// </summary>
internal sealed class SqlStatement(sqlite3 db, sqlite3_stmt statement, bool keep) : IDisposable
{
    private int _bound;
    private bool _inUse;

    public SqlStatement Start()
    {
        if (_inUse) throw new InvalidOperationException("The statement is still being read.");
        _inUse = true;
        _bound = 0;
        return this;
    }

    public SqlStatement Bind(long value)
    {
        Check(raw.sqlite3_bind_int64(statement, ++_bound, value));
        return this;
    }

    public SqlStatement Bind(long? value) => value is { } v ? Bind(v) : BindNull();

    public SqlStatement Bind(string? value)
    {
        if (value is null) return BindNull();
        if (value.Length == 0)
        {
            Check(raw.sqlite3_bind_text(statement, ++_bound, value));
            return this;
        }

        byte[]? rented = null;
        var size = Encoding.UTF8.GetMaxByteCount(value.Length);
        var buffer = size <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(size);
        Check(raw.sqlite3_bind_text(statement, ++_bound, (ReadOnlySpan<byte>)buffer[..Encoding.UTF8.GetBytes(value, buffer)]));
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return this;
    }

    public SqlStatement BindBlob(ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, ++_bound, 0) : raw.sqlite3_bind_blob(statement, ++_bound, value));
        return this;
    }

    public bool Read()
    {
        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;
        throw SqliteErrors.Of(db, code);
    }

    /// <summary>Runs a statement that returns nothing; how many rows it changed.</summary>
    public int Run()
    {
        using (this)
        {
            Read();
            return raw.sqlite3_changes(db);
        }
    }

    /// <summary>The first column of the first row, or null.</summary>
    public long? Scalar()
    {
        using (this) return Read() && !IsNull(0) ? Int64(0) : null;
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    public int Int32(int column) => raw.sqlite3_column_int(statement, column);

    public long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    /// <summary>The column's bytes (a text's UTF-8), until the next step; empty when it is null.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(statement, column);

    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public void Dispose()
    {
        _inUse = false;
        if (keep) raw.sqlite3_reset(statement);
        else statement.Dispose();
    }

    /// <summary>Gives the prepared statement back for good.</summary>
    public void Close() => statement.Dispose();

    private SqlStatement BindNull()
    {
        Check(raw.sqlite3_bind_null(statement, ++_bound));
        return this;
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw SqliteErrors.Of(db, code);
    }
}
