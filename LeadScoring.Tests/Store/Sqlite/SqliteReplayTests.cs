using Microsoft.Data.Sqlite;

namespace LeadScoring.Tests.Store.Sqlite;

public sealed class SqliteReplayTests : ReplayTampering
{
    private readonly SqliteFixture _fixture;

    public SqliteReplayTests() : this(new SqliteFixture())
    {
    }

    private SqliteReplayTests(SqliteFixture fixture) : base(fixture) => _fixture = fixture;

    [Theory]
    [InlineData("UPDATE lead_scores SET score = score - 7 WHERE lead_no = 1", "score")]
    [InlineData("UPDATE lead_scores SET events = events + 1 WHERE lead_no = 1", "events")]
    [InlineData("UPDATE lead_scores SET last_ts = last_ts + 1 WHERE lead_no = 1", "lastEvent")]
    [InlineData("UPDATE lead_scores SET tail_add = tail_add + 1 WHERE lead_no = 1", "checkpoints")]
    [InlineData("UPDATE score_blocks SET step_add = step_add + 1 WHERE lead_no = 1 AND level = 1 AND first_ts > 2000", "checkpoints")]
    [InlineData("UPDATE score_blocks SET step_lo = step_lo + 1 WHERE lead_no = 1 AND level = 2", "checkpoints")]
    [InlineData("DELETE FROM events WHERE event_id = 'e700'", "events")]
    public Task Replay_reports_and_repairs_what_does_not_follow_from_the_events(string tampering, string what) =>
        AssertReportedAndRepairedAsync(time => ExecuteAsync(time == 0 ? tampering : tampering.Replace("e700", "e701", StringComparison.Ordinal)), what);

    protected override Task TamperWithRanksAsync() =>
        ExecuteAsync("UPDATE score_buckets SET leads = leads + 3 WHERE bucket > 0; INSERT INTO score_buckets VALUES (0, 123456, 2)");

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_fixture.Path};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.True(await command.ExecuteNonQueryAsync() > 0);
    }
}
