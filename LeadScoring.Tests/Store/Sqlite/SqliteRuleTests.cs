namespace LeadScoring.Tests.Store.Sqlite;

/// <summary>Files of schema version 6, without rules of logged activities.</summary>
public sealed class SqliteRuleTests : IDisposable
{
    private readonly SqliteFixture _fixture = new();

    public void Dispose() => _fixture.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Fact]
    public async Task InitialRules_adds_what_an_older_file_lacks_and_leaves_what_was_published()
    {
        var lead = await OldRules.CreateAsync(_fixture.Open(), () => _fixture.RunAsync("DELETE FROM rule_versions WHERE event_type LIKE 'rep:%'"));
        await _fixture.RunAsync(SqliteFixture.BackTo8 + "ALTER TABLE leads DROP COLUMN status_at; PRAGMA user_version = 6");
        await OldRules.CheckAsync(_fixture.Open, lead);
    }
}
