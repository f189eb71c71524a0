using LeadScoring.Tests.Store.Conformance;
using Microsoft.Data.Sqlite;

namespace LeadScoring.Tests.Store.Sqlite;

/// <summary>Files of schema version 8, without rollups.</summary>
public sealed class SqliteRollupTests : IDisposable
{
    private readonly SqliteFixture _fixture = new();

    public void Dispose() => _fixture.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Fact]
    public async Task A_file_without_rollups_gets_them_of_all_its_events()
    {
        var old = await OldEvents.CreateAsync(_fixture.Open());
        await RunAsync("ALTER TABLE lead_scores DROP COLUMN newest_days; DROP TABLE event_rollups; DROP TABLE rollup_changes; PRAGMA user_version = 8");
        await old.CheckAsync(_fixture.Open);
    }

    private async Task RunAsync(string sql)
    {
        await using var db = new SqliteConnection($"Data Source={_fixture.Path};Pooling=False");
        await db.OpenAsync();
        await using var command = db.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
