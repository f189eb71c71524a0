using LeadScoring.Tests.Store.Conformance;
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
        await _fixture.RunAsync(SqliteFixture.BackTo8 + "PRAGMA user_version = 8");
        await old.CheckAsync(_fixture.Open);
    }
}
