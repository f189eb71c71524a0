using LeadScoring.Core.Leads;
using LeadScoring.Storage.InMemory;
using LeadScoring.Storage.Database;
using LeadScoring.Storage.Leads;
using LeadScoring.Storage.Sqlite.Database;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Store.Sqlite;

/// <summary>The lead table while it is loaded, and queries on snapshots that are older than it.</summary>
public sealed class SqliteLeadTableTests : IDisposable
{
    private static readonly LeadQuery Query = new(0, 10, "lead", null, null, null, LeadSort.Name);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("leadscoring-table-");
    private readonly ManualResetEventSlim _release = new();
    private readonly TaskCompletionSource _loading = new();
    private readonly SqliteFile _file;
    private readonly LeadTableUpdater _feed;
    private readonly LeadStore _store;

    public SqliteLeadTableTests()
    {
        _file = new($"Data Source={Path.Combine(_folder.FullName, "store.db")}", TimeProvider.System);
        _feed = new(_file, Load, searches: 2);
        _store = new(_file, _feed);
    }

    public void Dispose()
    {
        _release.Set();
        _feed.Dispose();
        _file.Dispose();
        _release.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task LeadTableUpdater_that_is_loading_blocks_no_thread_and_can_be_given_up()
    {
        await AddAsync("lead 1");
        using var gaveUp = new CancellationTokenSource();
        var first = Task.Run(() => _store.ListAsync(Query, gaveUp.Token));
        await _loading.Task.WaitAsync(Wait.Limit);

        var second = await Task.Run(() => new[] { _store.ListAsync(Query, default) }).WaitAsync(Wait.Limit);
        Assert.Single((await _store.ListAsync(Query with { Search = null }, default)).Leads); // does not use the table
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(Wait.Limit));
        Assert.False(second[0].IsCompleted);

        _release.Set(); // the load that the first query started serves all
        Assert.Equal("lead 1", Assert.Single((await second[0].WaitAsync(Wait.Limit)).Leads).Name);
    }

    [Fact]
    public async Task LeadTableUpdater_has_what_was_written_while_it_was_loaded()
    {
        await AddAsync("lead 1");
        var listed = Task.Run(() => _store.ListAsync(Query, default));
        await _loading.Task.WaitAsync(Wait.Limit);
        await AddAsync("lead 2");
        _release.Set();
        Assert.InRange((await listed).Total, 1, 2);
        Assert.Equal(["lead 1", "lead 2"], (await _store.ListAsync(Query, default)).Leads.Select(l => l.Name));
    }

    [Fact]
    public async Task LeadTableUpdater_gives_no_page_of_a_snapshot_that_is_older_than_the_table()
    {
        _release.Set();
        await AddAsync("lead 1");
        Assert.Equal(1, (await _store.ListAsync(Query, default)).Total);
        var page = await _file.ReadAsync(
            session =>
            {
                session.Changes.Newest(); // begins the snapshot
                Task.Run(async () =>
                {
                    await AddAsync("lead 2");
                    Assert.Equal(2, (await _store.ListAsync(Query, default)).Total);
                }).Wait(Wait.Limit);
                return LeadPages.Filtered(session, _feed, Query);
            },
            default);
        Assert.True(page is null || page.Leads.Count == page.Total, $"{page?.Leads.Count} of {page?.Total}");
    }

    private LeadTable Load(IStoreSession session)
    {
        _loading.TrySetResult();
        _release.Wait();
        var table = new LeadTable();
        session.TableRows.LoadAll(table);
        return table;
    }

    private Task<LeadCreation> AddAsync(string name) => _store.CreateAsync(new(name, $"{name[^1]}@example.com", null, LeadStatus.New, null), default);
}
