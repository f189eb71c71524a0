using LeadScoring.Storage.Sqlite.Database;

namespace LeadScoring.Tests.Store.Sqlite;

public sealed class SqlStatementTests : IDisposable
{
    private const string Insert = "INSERT INTO points VALUES ($id, $x, $y)";
    private const string Select = "SELECT x, y, id, y AS again FROM points WHERE id = $id";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("leadscoring-sql-");
    private readonly SqlSession _session;

    public SqlStatementTests()
    {
        _session = SqlSession.Open(Path.Combine(_folder.FullName, "points.db"), 1024, TimeSpan.FromSeconds(1));
        _session.Execute("CREATE TABLE points(id TEXT, x INTEGER, y INTEGER)");
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void SqlStatement_binds_and_reads_by_name_in_any_order()
    {
        Assert.Equal(1, _session.Use(Insert).Bind("y", (long?)null).Bind("x", 1).Bind("id", "a").Run());
        Assert.Equal(1, _session.Use(Insert).Bind("id", "b").Bind("x", 2).Bind("y", 3).Run());
        using (var row = _session.Use(Select).Bind("id", "a"))
        {
            Assert.True(row.Read());
            Assert.Equal(("a", 1L, null, null), (row.Text("id"), row.Int64("x"), row.Int64OrNull("y"), row.TextOrNull("again")));
            Assert.False(row.Read());
        }

        using var other = _session.Use(Select).Bind("id", "b");
        Assert.True(other.Read());
        Assert.Equal((3L, 3, 2L, "b"), (other.Int64("again"), other.Int32("y"), other.Int64("x"), other.Text("id")));
    }

    [Fact]
    public void SqlStatement_refuses_to_run_with_a_parameter_that_has_the_value_of_the_time_before()
    {
        _session.Use(Insert).Bind("id", "a").Bind("x", 1).Bind("y", 2).Run();
        var error = Assert.Throws<InvalidOperationException>(() => _session.Use(Insert).Bind("id", "b").Bind("y", 2).Run());
        Assert.Contains("1 parameter", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, _session.Use("SELECT count(*) FROM points").Scalar());
        Assert.Equal(1, _session.Use(Insert).Bind("id", "b").Bind("x", 1).Bind("y", 2).Run());
    }

    [Fact]
    public void SqlStatement_names_a_parameter_or_column_that_it_does_not_have()
    {
        using var row = _session.Use(Select);
        Assert.Contains("ix", Assert.Throws<ArgumentException>(() => row.Bind("ix", 1)).Message, StringComparison.Ordinal);
        row.Bind("id", "a");
        Assert.Contains("z", Assert.Throws<ArgumentException>(() => row.Int64("z")).Message, StringComparison.Ordinal);
    }
}
