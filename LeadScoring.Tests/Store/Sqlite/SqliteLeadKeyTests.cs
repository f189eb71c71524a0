using LeadScoring.Core.Leads;
using Microsoft.Data.Sqlite;

namespace LeadScoring.Tests.Store.Sqlite;

/// <summary>Files of schema version 4, whose leads have other keys.</summary>
public sealed class SqliteLeadKeyTests : IDisposable
{
    private readonly SqliteFixture _fixture = new();

    public void Dispose() => _fixture.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Fact]
    public async Task LeadKeyRewrite_makes_leads_of_an_older_file_sorted_and_found_as_new_ones()
    {
        var ids = await OldFileAsync();
        await OldLeadKeys.CheckAsync(_fixture.Open(), ids);
    }

    [Fact]
    public async Task LeadKeyRewrite_happens_once_whoever_opens_the_file()
    {
        var ids = await OldFileAsync();
        var stores = Enumerable.Range(0, 4).Select(_ => _fixture.Open()).ToList();
        await Task.WhenAll(stores.Select(store => Task.Run(() => store.Info.PingAsync(default))));
        await OldLeadKeys.CheckAsync(stores[^1], ids);
        Assert.Equal(ids.Count - 1, (await _fixture.Open().Leads.ListAsync(new(0, 1, null, null, null, null, LeadSort.Name), default)).Total);
    }

    private async Task<List<string>> OldFileAsync()
    {
        var created = _fixture.Open();
        await created.Info.PingAsync(default);
        using var db = new SqliteConnection($"Data Source={_fixture.Path};Pooling=False");
        db.Open();
        var old = new List<(string Id, string Name, string Email, string Key)>();
        var ids = await OldLeadKeys.CreateAsync(created, (id, name, email, key) => old.Add((id, name, email, key)));
        using var transaction = db.BeginTransaction();
        foreach (var (id, name, email, key) in old)
        {
            using var update = db.CreateCommand();
            update.CommandText = "UPDATE leads SET name = $name, name_key = $nameKey, email = $email, email_key = $key WHERE id = $id";
            update.Parameters.AddWithValue("$name", name);
            update.Parameters.AddWithValue("$nameKey", TextKey.Of(name));
            update.Parameters.AddWithValue("$email", email);
            update.Parameters.AddWithValue("$key", key);
            update.Parameters.AddWithValue("$id", id);
            Assert.Equal(1, update.ExecuteNonQuery());
        }

        using var version = db.CreateCommand();
        version.CommandText = SqliteFixture.BackTo8 + """
            ALTER TABLE imports DROP COLUMN encoding; ALTER TABLE imports DROP COLUMN delimiter; ALTER TABLE imports DROP COLUMN columns;
            ALTER TABLE imports DROP COLUMN defaults; ALTER TABLE imports DROP COLUMN conflicts; ALTER TABLE imports DROP COLUMN lead_deleted;
            ALTER TABLE leads DROP COLUMN status_at;
            PRAGMA user_version = 4
            """;
        version.ExecuteNonQuery();
        transaction.Commit();
        return ids;
    }
}
