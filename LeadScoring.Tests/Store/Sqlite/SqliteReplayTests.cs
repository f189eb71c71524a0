using LeadScoring.Core.Jobs;
using Microsoft.Data.Sqlite;

namespace LeadScoring.Tests.Store.Sqlite;

/// <summary>Replays of a database that was tampered with: what they report, and that they repair it.</summary>
public sealed class SqliteReplayTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly SqliteFixture _fixture = new();
    private StorePorts _store = null!;
    private string _lead = null!;

    public async Task InitializeAsync()
    {
        _store = _fixture.Open();
        _lead = await _store.LeadAsync("ada");
        var other = await _store.LeadAsync("bob");
        await _store.CommitAsync([.. Enumerable.Range(0, 2500).Select(i => Given.Event(_lead, $"e{i}", i % 3 == 0 ? "purchase" : "page_view", 1000 + i))]);
        await _store.CommitAsync([.. Enumerable.Range(0, 10).Select(i => Given.Event(other, $"o{i}", "page_view", 1000 + i))]);
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Replay_of_a_sound_store_finds_nothing_and_changes_nothing()
    {
        var before = await _store.Leads.FindAsync(_lead, default);
        var job = await ReplayAsync();
        Assert.Equal((2L, 2L, 0L, 0L, "completed"), (job.Total, job.Done, job.Changed, job.Differences, job.State));
        Assert.Equal(before, await _store.Leads.FindAsync(_lead, default));
        var one = (await _store.Jobs.RecalculateAsync(_lead, default))!;
        Assert.Equal((2500L, before!.CurrentScore, before.CurrentScore), (one.Events, one.PreviousScore, one.Score));
        Assert.Empty(one.Differences);
        Assert.Null(one.Change);
        Assert.Null(await _store.Jobs.RecalculateAsync("unknown", default));
    }

    [Theory]
    [InlineData("UPDATE lead_scores SET score = score - 7 WHERE lead_no = 1", "score")]
    [InlineData("UPDATE lead_scores SET events = events + 1 WHERE lead_no = 1", "events")]
    [InlineData("UPDATE lead_scores SET last_ts = last_ts + 1 WHERE lead_no = 1", "lastEvent")]
    [InlineData("UPDATE lead_scores SET tail_add = tail_add + 1 WHERE lead_no = 1", "checkpoints")]
    [InlineData("UPDATE score_blocks SET step_add = step_add + 1 WHERE lead_no = 1 AND level = 1 AND first_ts > 2000", "checkpoints")]
    [InlineData("UPDATE score_blocks SET step_lo = step_lo + 1 WHERE lead_no = 1 AND level = 2", "checkpoints")]
    [InlineData("DELETE FROM events WHERE event_id = 'e700'", "events")]
    public async Task Replay_reports_and_repairs_what_does_not_follow_from_the_events(string tampering, string what)
    {
        await ExecuteAsync(tampering);
        var one = (await _store.Jobs.RecalculateAsync(_lead, default))!;
        Assert.Contains(what, one.Differences.Select(d => d.What));
        Assert.Equal(one.Score, await _store.ScoreAsync(_lead));
        Assert.Equal(one.Score, (await _store.LedgerAsync(_lead, 1000)).Sum(l => l.Change));
        Assert.Equal((one.PreviousScore, one.Score), (one.Change!.PreviousScore, one.Change.Score));
        Assert.Empty((await _store.Jobs.RecalculateAsync(_lead, default))!.Differences);

        await ExecuteAsync(tampering.Replace("e700", "e701", StringComparison.Ordinal));
        var job = await ReplayAsync();
        var found = await _store.Jobs.DifferencesAsync(job.Id, 100, default);
        Assert.Contains(what, found.Select(d => d.What));
        Assert.All(found, d => Assert.Equal(d.What == "ranks" ? null : _lead, d.LeadId));
        Assert.Equal(found.Any(d => d.What == "ranks") ? 2 : 1, job.Differences);
        Assert.Equal(0, (await ReplayAsync()).Differences);

        // The repaired tree is usable.
        await _store.CommitAsync(Given.Event(_lead, "late", "purchase", 1001), Given.Event(_lead, "new", "page_view", 9000));
        Assert.Equal(await _store.ScoreAsync(_lead), (await _store.LedgerAsync(_lead, 1000)).Sum(l => l.Change));
    }

    [Fact]
    public async Task Replay_repairs_wrong_counts_of_scores_so_that_ranks_are_right()
    {
        await ExecuteAsync("UPDATE score_buckets SET leads = leads + 3 WHERE bucket > 0; INSERT INTO score_buckets VALUES (0, 123456, 2)");
        var job = await ReplayAsync();
        Assert.Equal(1, job.Differences);
        Assert.All(await _store.Jobs.DifferencesAsync(job.Id, 100, default), d => Assert.Equal((null, "ranks"), (d.LeadId, d.What)));
        Assert.Equal([1L, 2L], (await _store.Leads.LeaderboardAsync(10, default)).Select(l => l.Rank));
        foreach (var lead in await _store.Leads.LeaderboardAsync(10, default)) Assert.Equal(lead.Rank, (await _store.Leads.FindAsync(lead.Id, default))!.Rank);
        Assert.Equal(0, (await ReplayAsync()).Differences);
    }

    [Fact]
    public async Task A_rescore_still_to_come_is_no_difference_and_goes_first()
    {
        var replay = await _store.Jobs.StartReplayAsync(default);
        Assert.Equal(replay.Id, (await _store.Jobs.StartReplayAsync(default)).Id);
        var rescore = (await _store.Rules.PublishAsync(new("page_view", 6, true, "", true, null), default)).Rescore;
        Assert.Equal(rescore.Id, (await _store.Jobs.NextAsync(default))!.Id);
        Assert.Empty((await _store.Jobs.RecalculateAsync(_lead, default))!.Differences);
        await _store.RunJobsAsync();
        Assert.Equal(0, (await _store.Jobs.FindAsync(replay.Id, default))!.Differences);
        Assert.Equal(JobKind.Replay, Assert.Single(await _store.Jobs.ListAsync(JobKind.Replay, 10, default)).Kind);
    }

    [Fact]
    public async Task A_replay_can_be_cancelled()
    {
        var job = await _store.Jobs.StartReplayAsync(default);
        Assert.Equal("cancelled", (await _store.Jobs.CancelAsync(job.Id, default)).Job!.State);
        Assert.Null(await _store.Jobs.NextAsync(default));
        Assert.NotEqual(job.Id, (await _store.Jobs.StartReplayAsync(default)).Id);
    }

    private async Task<BackgroundJob> ReplayAsync()
    {
        var job = await _store.Jobs.StartReplayAsync(default);
        await _store.RunJobsAsync(maxLeads: 1);
        return (await _store.Jobs.FindAsync(job.Id, default))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_fixture.Path};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.True(await command.ExecuteNonQueryAsync() > 0);
    }
}
