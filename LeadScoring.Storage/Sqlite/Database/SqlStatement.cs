using System.Buffers;
using System.Text;
using SQLitePCL;

namespace LeadScoring.Storage.Sqlite.Database;

/// <summary>
/// One prepared statement, also the current row of its result: bind every <c>$parameter</c> by its name, read, and dispose, which
/// resets the statement and keeps it prepared. A thin layer over SQLite's own functions, since the commit path runs about ten
/// statements per event and ADO.NET's parameters and readers cost more than SQLite itself.
/// </summary>
internal sealed class SqlStatement : IDisposable
{
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;
    private readonly bool _keep;
    private readonly SqlNames _parameters;
    private readonly SqlNames _columns;
    private int _unbound;
    private bool _inUse;

    /// <param name="db">The connection.</param>
    /// <param name="statement">The prepared statement; owned by this object.</param>
    /// <param name="keep">False: disposing finalizes the statement instead of resetting it.</param>
    public SqlStatement(sqlite3 db, sqlite3_stmt statement, bool keep)
    {
        (_db, _statement, _keep) = (db, statement, keep);
        _parameters = SqlNames.Parameters(statement);
        _columns = SqlNames.Columns(statement);
    }

    public SqlStatement Start()
    {
        if (_inUse) throw new InvalidOperationException("The statement is still being read.");
        _inUse = true;
        _unbound = _parameters.Count;
        return this;
    }

    public SqlStatement Bind(string name, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, Parameter(name), value));
        return this;
    }

    public SqlStatement Bind(string name, long? value) => value is { } v ? Bind(name, v) : BindNull(name);

    public SqlStatement Bind(string name, string? value)
    {
        if (value is null) return BindNull(name);
        var parameter = Parameter(name);
        if (value.Length == 0)
        {
            Check(raw.sqlite3_bind_text(_statement, parameter, value));
            return this;
        }

        byte[]? rented = null;
        var size = Encoding.UTF8.GetMaxByteCount(value.Length);
        var buffer = size <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(size);
        Check(raw.sqlite3_bind_text(_statement, parameter, (ReadOnlySpan<byte>)buffer[..Encoding.UTF8.GetBytes(value, buffer)]));
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return this;
    }

    public SqlStatement BindBlob(string name, ReadOnlySpan<byte> value)
    {
        var parameter = Parameter(name);
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, parameter, 0) : raw.sqlite3_bind_blob(_statement, parameter, value));
        return this;
    }

    /// <summary>Moves to the next row; false after the last one.</summary>
    /// <exception cref="InvalidOperationException">A parameter was not bound: SQLite would use the value of the time before.</exception>
    public bool Read()
    {
        if (_unbound > 0) throw new InvalidOperationException($"{_unbound} parameters of the statement are not bound.");
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;
        throw SqliteErrors.Of(_db, code);
    }

    /// <summary>Runs a statement that returns no rows; the number of rows that it changed.</summary>
    public int Run()
    {
        using (this)
        {
            Read();
            return raw.sqlite3_changes(_db);
        }
    }

    /// <summary>The first column of the first row, or null.</summary>
    public long? Scalar()
    {
        using (this) return Read() && raw.sqlite3_column_type(_statement, 0) != raw.SQLITE_NULL ? raw.sqlite3_column_int64(_statement, 0) : null;
    }

    public long Int64(string column) => raw.sqlite3_column_int64(_statement, _columns[column]);

    public int Int32(string column) => raw.sqlite3_column_int(_statement, _columns[column]);

    public long? Int64OrNull(string column)
    {
        var i = _columns[column];
        return IsNull(i) ? null : raw.sqlite3_column_int64(_statement, i);
    }

    /// <summary>The column's bytes (a text's UTF-8), valid until the next step; empty for null.</summary>
    public ReadOnlySpan<byte> Bytes(string column) => raw.sqlite3_column_blob(_statement, _columns[column]);

    public string Text(string column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, _columns[column]));

    public string? TextOrNull(string column)
    {
        var i = _columns[column];
        return IsNull(i) ? null : Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, i));
    }

    public void Dispose()
    {
        _inUse = false;
        if (_keep) raw.sqlite3_reset(_statement);
        else _statement.Dispose();
    }

    /// <summary>Finalizes a statement that was kept.</summary>
    public void Close() => _statement.Dispose();

    private SqlStatement BindNull(string name)
    {
        Check(raw.sqlite3_bind_null(_statement, Parameter(name)));
        return this;
    }

    /// <summary>SQLite counts parameters from 1.</summary>
    private int Parameter(string name)
    {
        var i = _parameters[name] + 1;
        _unbound--;
        return i;
    }

    private bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw SqliteErrors.Of(_db, code);
    }
}

/// <summary>
/// The names of a statement's parameters or columns, read once when it is prepared. Code mostly uses them in the statement's order,
/// so the name after the last one is tried first, by reference: both sides are interned literals.
/// </summary>
internal sealed class SqlNames
{
    private readonly string[] _names;
    private int _next;

    private SqlNames(string[] names) => _names = names;

    public int Count => _names.Length;

    /// <summary>The position of a name, from 0.</summary>
    /// <exception cref="ArgumentException">The statement has no such name.</exception>
    public int this[string name]
    {
        get
        {
            var i = _next;
            if (i >= _names.Length || !ReferenceEquals(_names[i], name)) i = Find(name);
            _next = i + 1;
            return i;
        }
    }

    /// <summary>Without their <c>$</c>.</summary>
    public static SqlNames Parameters(sqlite3_stmt statement) => Of(
        raw.sqlite3_bind_parameter_count(statement), i => raw.sqlite3_bind_parameter_name(statement, i + 1).utf8_to_string()?[1..]);

    public static SqlNames Columns(sqlite3_stmt statement) =>
        Of(raw.sqlite3_column_count(statement), i => raw.sqlite3_column_name(statement, i).utf8_to_string());

    private static SqlNames Of(int count, Func<int, string?> name) =>
        new([.. Enumerable.Range(0, count).Select(name).OfType<string>().Select(string.Intern)]);

    private int Find(string name)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            if (_names[i] == name) return i;
        }

        throw new ArgumentException($"The statement has no \"{name}\".", nameof(name));
    }
}
