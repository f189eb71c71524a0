using LeadScoring.Core.Events;
using LeadScoring.Core.Imports;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Stores;
using LeadScoring.Storage;
using LeadScoring.Storage.Sqlite.Database;
using Microsoft.Data.Sqlite;

namespace LeadScoring.Tests.Store.Sqlite;

/// <summary>What only the SQLite adapter has: its file, its locks, its query plans.</summary>
public sealed class SqliteStoreTests : IDisposable
{
    private readonly SqliteFixture _fixture = new();

    public void Dispose() => _fixture.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Fact]
    public async Task Instances_that_open_a_new_file_at_once_all_work()
    {
        var stores = Enumerable.Range(0, 6).Select(_ => _fixture.Open()).ToArray();
        await Task.WhenAll(stores.Select((s, i) => Task.Run(() => s.LeadAsync($"n{i}"))));
        Assert.Equal(9, (await stores[0].Rules.CurrentAsync(default)).Count);
        Assert.Equal(6, (await stores[5].Leads.LeaderboardAsync(10, default)).Count);
    }

    [Fact]
    public async Task Ids_ascend_even_when_the_clock_steps_back()
    {
        var store = _fixture.Open();
        var ids = new List<string>();
        for (var i = 0; i < 300; i++)
        {
            ids.Add(await store.LeadAsync($"n{i}"));
            if (i % 50 == 0) _fixture.Time.Advance(-5);
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(300, ids.Distinct().Count());
    }

    [Fact]
    public async Task Filtered_lists_are_right_again_after_more_changes_than_the_log_keeps()
    {
        var (store, other) = (_fixture.Open(), _fixture.Open());
        var lead = await store.LeadAsync("ada");
        var anyScore = new LeadQuery(0, 10, null, 1, null, null, LeadSort.Name);
        Assert.Equal(0, (await store.Leads.ListAsync(anyScore, default)).Total);
        await other.CommitAsync(Given.Event(lead, "e1", "page_view", 1));
        using (var db = new SqliteConnection($"Data Source={_fixture.Path};Pooling=False"))
        {
            db.Open();
            using var forget = db.CreateCommand();
            forget.CommandText = "DELETE FROM lead_changes; INSERT INTO lead_changes(seq, kind, leads) VALUES (100000, 0, x'')";
            forget.ExecuteNonQuery();
        }

        Assert.Equal(lead, Assert.Single((await store.Leads.ListAsync(anyScore, default)).Leads).Id);
    }

    /// <summary>An export has no such bound.</summary>
    [Fact]
    public async Task Returned_leads_are_looked_for_among_the_first_ten_thousand_that_were_active()
    {
        const long day = 24 * 60 * 60 * 1000;
        var store = _fixture.Open();
        var now = _fixture.Time.NowMs;
        var created = await store.Leads.CreateManyAsync(
            [.. Enumerable.Range(0, LeadQuery.MaxDepth + 2).Select(i => new LeadDraft($"n{i:d5}", $"e{i}@example.com", null, LeadStatus.New, null))], default);
        var ids = created.Select(c => c.Created!.Id).ToList();
        IncomingEvent[] events = [.. ids.Select((id, i) => Given.Event(id, $"e{i}", "page_view", now - day)), .. new[] { 7, ids.Count - 1 }.Select(i => Given.Event(ids[i], $"old{i}", "page_view", now - (50 * day)))];
        for (var done = 0; done < events.Length;) done += (await store.CommitAsync(events[done..])).Outcomes.Count;
        var query = new LeadQuery(0, 10, null, null, null, null, LeadSort.Name, Returned: LeadReturn.At(_fixture.Time.GetUtcNow()));
        var page = await store.Leads.ListAsync(query, default);
        Assert.Equal((1, true, ids[7]), (page.Total, page.TotalIsLowerBound, Assert.Single(page.Leads).Id));
        page = await store.Leads.ListAsync(query with { Search = "n1" }, default);
        Assert.Equal((1, false, ids[^1]), (page.Total, page.TotalIsLowerBound, Assert.Single(page.Leads).Id));
        var exported = new List<string>();
        await foreach (var part in store.Leads.ExportAsync(query, default)) exported.AddRange(part.Select(lead => lead.Id));
        Assert.Equal([ids[7], ids[^1]], exported);
    }

    [Fact]
    public async Task A_file_of_the_first_version_is_brought_up_to_date()
    {
        var old = _fixture.Open();
        var lead = await old.LeadAsync("ada");
        await old.Rules.PublishAsync(new("page_view", 7, true, "", true, null), default);
        await old.Events.RecordFailureAsync(new("f1", lead, "why", 5, 1), default);
        using (var db = new SqliteConnection($"Data Source={_fixture.Path};Pooling=False"))
        {
            db.Open();
            using var back = db.CreateCommand();
            back.CommandText = SqliteFixture.BackTo8 + """
                DROP TABLE lead_changes; DROP TABLE deleted_leads; DROP TABLE replay_differences; DROP TABLE imports; DROP TABLE import_rejects;
                ALTER TABLE failures DROP COLUMN import_id; ALTER TABLE leads DROP COLUMN status_at;
                ALTER TABLE rescore_jobs DROP COLUMN kind; ALTER TABLE rescore_jobs DROP COLUMN event_type; ALTER TABLE rescore_jobs DROP COLUMN version;
                ALTER TABLE rescore_jobs DROP COLUMN restores; ALTER TABLE rescore_jobs DROP COLUMN differences;
                PRAGMA user_version = 1
                """;
            back.ExecuteNonQuery();
        }

        var store = _fixture.Open();
        await store.CommitAsync(Given.Event(lead, "e1", "page_view", 1));
        await store.RunJobsAsync();
        Assert.Equal("completed", Assert.Single(await store.Jobs.ListAsync(JobKind.Rescore, 10, default)).State);
        Assert.Equal(new("f1", lead, "why", 5, 1), await store.Events.FindFailureAsync("f1", default));
        Assert.NotNull(await store.Leads.DeleteAsync(lead, default));
    }

    [Fact]
    public async Task A_file_whose_imports_have_no_columns_and_conflicts_is_brought_up_to_date()
    {
        var import = new Import { Id = "i1", Kind = ImportKind.Events, FileName = "f.csv", Format = "csv", Duplicates = 9, StartedAtMs = 1, UpdatedAtMs = 1 };
        await _fixture.Open().Imports.AddAsync(import with { Encoding = "utf-8", Columns = [new("email", "email")], Conflicts = 2 }, default);
        using (var db = new SqliteConnection($"Data Source={_fixture.Path};Pooling=False"))
        {
            db.Open();
            using var back = db.CreateCommand();
            back.CommandText = SqliteFixture.BackTo8 + """
                ALTER TABLE imports DROP COLUMN encoding; ALTER TABLE imports DROP COLUMN delimiter; ALTER TABLE imports DROP COLUMN columns;
                ALTER TABLE imports DROP COLUMN defaults; ALTER TABLE imports DROP COLUMN conflicts; ALTER TABLE imports DROP COLUMN lead_deleted;
                ALTER TABLE leads DROP COLUMN status_at;
                PRAGMA user_version = 4
                """;
            back.ExecuteNonQuery();
        }

        var store = _fixture.Open();
        var old = (await store.Imports.FindAsync("i1", default))!;
        Assert.Equal(("csv", null, null, 9, 0, 0), (old.Format, old.Encoding, old.Delimiter, old.Duplicates, old.Conflicts, old.LeadDeleted));
        Assert.Empty(old.Columns);
        Assert.Empty(old.Defaults);
        await store.Imports.SaveAsync(import with { Columns = [new("email", "email")], Defaults = [new("timestamp", 3)], LeadDeleted = 1 }, [], default);
        var now = (await store.Imports.FindAsync("i1", default))!;
        Assert.Equal((new("email", "email"), new("timestamp", 3), 1), (Assert.Single(now.Columns), Assert.Single(now.Defaults), now.LeadDeleted));
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_is_unavailable_until_it_can()
    {
        Directory.CreateDirectory(_fixture.Path);
        var store = _fixture.Open();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Info.PingAsync(default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.LeadAsync("ada"));
        Directory.Delete(_fixture.Path);
        await store.Info.PingAsync(default);
        Assert.False(store.Info.SharedWriters);
        Assert.NotNull(await store.LeadAsync("ada"));
    }

    [Fact]
    public async Task A_small_write_gets_in_between_the_transactions_of_a_large_commit()
    {
        var (worker, api) = (_fixture.Open(), _fixture.Open());
        var lead = await worker.LeadAsync("ada");
        var commit = Task.Run(() => worker.CommitAsync([.. Enumerable.Range(0, 60_000).Select(i => Given.Event(lead, $"e{i}", "page_view", i))]));
        var writes = 0;
        while (!commit.IsCompleted)
        {
            await api.LeadAsync($"n{writes++}");
        }

        Assert.All((await commit).Outcomes, o => Assert.Equal(EventStatus.Committed, o.Status));
        Assert.InRange(writes, 3, int.MaxValue);
        Assert.Equal(60_000, (await api.LedgerAsync(lead, 1000)).Count);
    }

    [Theory]
    [InlineData("SELECT seq FROM events WHERE event_id = ?", "events_by_id (event_id=?)")]
    [InlineData("SELECT ts, event_id, type_no FROM events INDEXED BY events_by_lead WHERE lead_no = ? AND (ts, event_id) >= (?, ?) AND (ts, event_id) < (?, ?) ORDER BY ts, event_id", "COVERING INDEX events_by_lead (lead_no=? AND (ts,event_id)>(?,?) AND (ts,event_id)<(?,?))")]
    [InlineData("SELECT s.lead_no FROM lead_scores s ORDER BY s.score DESC, s.tie_ts, s.lead_no LIMIT ? OFFSET ?", "COVERING INDEX lead_scores_by_score")]
    [InlineData("SELECT s.lead_no FROM lead_scores s ORDER BY s.last_ts DESC, s.lead_no LIMIT ? OFFSET ?", "COVERING INDEX lead_scores_by_last")]
    [InlineData("SELECT l.lead_no FROM leads l ORDER BY l.name_key, l.lead_no LIMIT ? OFFSET ?", "COVERING INDEX leads_by_name")]
    [InlineData("SELECT l.lead_no FROM leads l ORDER BY l.created_at DESC, l.lead_no LIMIT ? OFFSET ?", "COVERING INDEX leads_by_created")]
    [InlineData("SELECT count(*) FROM lead_scores WHERE last_ts >= ?", "COVERING INDEX lead_scores_by_last")]
    public async Task Frequent_queries_are_answered_by_an_index_without_sorting(string sql, string plan)
    {
        await _fixture.Open().Info.PingAsync(default);
        using var session = SqlSession.Open(_fixture.Path, 1024, TimeSpan.FromSeconds(1));
        using var rows = session.Once("EXPLAIN QUERY PLAN " + sql);
        var details = new List<string>();
        while (rows.Read()) details.Add(rows.Text("detail"));
        Assert.Contains(details, d => d.Contains(plan, StringComparison.Ordinal));
        Assert.DoesNotContain(details, d => d.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Server=somewhere", "Data Source=")]
    [InlineData("", "Data Source=")]
    [InlineData("redis://localhost", "mongodb://")]
    public void A_connection_string_of_another_store_says_so(string connectionString, string hint)
    {
        var error = Assert.Throws<NotSupportedException>(() => new ServiceCollection().AddLeadScoringStore(connectionString));
        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mongodb://localhost/leads")]
    [InlineData("mongodb+srv://cluster.example.com/leads")]
    public void MongoDB_is_what_its_addresses_name(string connectionString) =>
        Assert.Contains(new ServiceCollection().AddLeadScoringStore(connectionString), s => s.ServiceType == typeof(IEventStore));
}
