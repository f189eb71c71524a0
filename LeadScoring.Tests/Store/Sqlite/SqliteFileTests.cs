using LeadScoring.Core.Rules;
using LeadScoring.Core.Scoring;
using LeadScoring.Core.Stores;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Rules;
using LeadScoring.Tests.Infrastructure;
using Microsoft.Data.Sqlite;

namespace LeadScoring.Tests.Store.Sqlite;

/// <summary>The connections after failed work, and when the file is closed while it is in use.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private const string Sql = "SELECT count(*) FROM rule_versions";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("leadscoring-file-");
    private readonly ManualResetEventSlim _release = new();
    private readonly SqliteFile _file;

    public SqliteFileTests() => _file = Open();

    private string Path => System.IO.Path.Combine(_folder.FullName, "store.db");

    public void Dispose()
    {
        _release.Set();
        _file.Dispose();
        _release.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>As the API and the workers do at the first start.</summary>
    [Fact]
    public async Task SqliteFile_can_be_opened_by_many_at_once_while_it_is_new()
    {
        for (var round = 0; round < 20; round++)
        {
            var path = System.IO.Path.Combine(_folder.FullName, $"new-{round}.db");
            var files = Enumerable.Range(0, 8).Select(_ => new SqliteFile($"Data Source={path}", TimeProvider.System)).ToList();
            using var start = new Barrier(files.Count);
            var opening = files.ConvertAll(file => Task.Factory.StartNew(() => Open(file), TaskCreationOptions.LongRunning).Unwrap());
            Assert.All(await Task.WhenAll(opening), revision => Assert.Equal(0, revision));

            Task<long> Open(SqliteFile file)
            {
                start.SignalAndWait();
                return file.WriteAsync(Revision, default);
            }

            files.ForEach(file => file.Dispose());
        }
    }

    [Fact]
    public async Task SqliteFile_keeps_the_connection_and_its_prepared_statements_when_a_stale_version_is_refused()
    {
        var rules = new RuleStore(_file);
        var before = await _file.WriteAsync(Prepared, default);
        await Assert.ThrowsAsync<RuleChangedException>(() => rules.PublishAsync(new("page_view", 9, null, null, false, null, ExpectedVersion: 2), default));
        await Assert.ThrowsAsync<RuleChangedException>(() => rules.RollbackAsync("page_view", 1, 7, default));
        Assert.Equal(before, await _file.WriteAsync(Prepared, default));
    }

    [Fact]
    public async Task SqliteFile_keeps_a_reading_connection_when_the_work_refuses()
    {
        var before = await _file.ReadAsync(Prepared, default);
        await Assert.ThrowsAsync<RuleChangedException>(() => _file.ReadAsync<bool>(_ => throw new RuleChangedException(1), default));
        Assert.Equal(before, await _file.ReadAsync(Prepared, default));
    }

    [Fact]
    public async Task SqliteFile_takes_back_what_refused_work_wrote_and_frees_the_statements_that_it_left_open()
    {
        await Assert.ThrowsAsync<RuleChangedException>(() => _file.WriteAsync<bool>(AddAndRefuse, default));
        Assert.Equal(0, await _file.WriteAsync(Revision, default));
        await Assert.ThrowsAsync<RuleChangedException>(() => _file.ReadAsync<bool>(LeaveOpenAndRefuse, default));
        await _file.WriteAsync(session => AddRevision(session), default);
        Assert.Equal(1, await _file.ReadAsync(Revision, default)); // a snapshot of now, not of the refused work
        Assert.Equal(9, await _file.ReadAsync(session => ((SqlSession)session).Use(Sql).Scalar(), default));
    }

    [Fact]
    public async Task SqliteFile_opens_another_connection_after_an_error_of_SQLite()
    {
        var (written, read) = (await _file.WriteAsync(Prepared, default), await _file.ReadAsync(Prepared, default));
        await Assert.ThrowsAsync<SqliteException>(() => _file.WriteAsync(Fail, default));
        await Assert.ThrowsAsync<SqliteException>(() => _file.ReadAsync(Fail, default));
        Assert.NotEqual(written, await _file.WriteAsync(Prepared, default));
        Assert.NotEqual(read, await _file.ReadAsync(Prepared, default));
    }

    [Fact]
    public async Task SqliteFile_that_is_closed_during_a_write_lets_it_commit_and_refuses_what_comes_after()
    {
        var write = await StartWriteAsync();
        var waiting = _file.WriteAsync(Prepared, default);
        var closing = Task.Run(_file.Dispose);
        await Wait.UntilAsync(() => RefusesAsync(_file), "it takes nothing more");
        Assert.False(closing.IsCompleted);

        _release.Set();
        await write.WaitAsync(Wait.Limit);
        await closing.WaitAsync(Wait.Limit);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => waiting.WaitAsync(Wait.Limit));
        Assert.False(File.Exists(Path + "-wal")); // the last connection to be closed removes it
        using var again = Open();
        Assert.Equal(1, await again.ReadAsync(Revision, default));
    }

    [Fact]
    public async Task SqliteFile_waits_for_a_write_no_longer_than_it_must_and_closes_the_connection_after_it()
    {
        using var file = Open(TimeSpan.FromMilliseconds(20));
        var write = await StartWriteAsync(file);
        await Task.Run(file.Dispose).WaitAsync(Wait.Limit);
        Assert.False(write.IsCompleted);

        _release.Set();
        await write.WaitAsync(Wait.Limit);
        Assert.False(File.Exists(Path + "-wal"));
    }

    [Fact]
    public async Task SqliteFile_that_is_closed_during_a_read_lets_it_end_and_closes_the_connection_after_it()
    {
        var reading = new TaskCompletionSource();
        var read = Task.Run(() => _file.ReadAsync(
            session =>
            {
                var revision = Revision(session);
                reading.SetResult();
                _release.Wait();
                return revision + ((SqlSession)session).Use(Sql).Scalar();
            },
            default));
        await reading.Task.WaitAsync(Wait.Limit);
        _file.Dispose();
        _release.Set();
        Assert.Equal(9, await read.WaitAsync(Wait.Limit));
        Assert.False(File.Exists(Path + "-wal"));
    }

    private static long Revision(IStoreSession session) => session.Rules.Revision();

    private static (IStoreSession Session, SqlStatement Statement) Prepared(IStoreSession session)
    {
        using var statement = ((SqlSession)session).Use(Sql);
        return (session, statement);
    }

    private static bool AddRevision(IStoreSession session)
    {
        session.Rules.AddRevision(Revision(session) + 1, ScoreBounds.Default, 1);
        return true;
    }

    private static bool AddAndRefuse(IStoreSession session)
    {
        AddRevision(session);
        return LeaveOpenAndRefuse(session);
    }

    private static bool LeaveOpenAndRefuse(IStoreSession session)
    {
        Assert.True(((SqlSession)session).Use(Sql).Read());
        throw new RuleChangedException(1);
    }

    private static bool Fail(IStoreSession session)
    {
        ((SqlSession)session).Execute("SELECT * FROM nowhere");
        return true;
    }

    private static async Task<bool> RefusesAsync(SqliteFile file)
    {
        try
        {
            await file.ReadAsync(Revision, default);
            return false;
        }
        catch (StoreUnavailableException e)
        {
            return e.Message.Contains("closed", StringComparison.Ordinal);
        }
    }

    private SqliteFile Open(TimeSpan? closeTimeout = null) => new($"Data Source={Path}", TimeProvider.System, closeTimeout);

    /// <summary>A write that is running and continues when it is released.</summary>
    private async Task<Task> StartWriteAsync(SqliteFile? file = null)
    {
        var writing = new TaskCompletionSource();
        var write = Task.Run(() => (file ?? _file).WriteAsync(
            session =>
            {
                writing.SetResult();
                _release.Wait();
                return AddRevision(session);
            },
            default));
        await writing.Task.WaitAsync(Wait.Limit);
        return write;
    }
}
