using LeadScoring.Core.Jobs;

namespace LeadScoring.Tests.Store;

/// <summary>Replays of a database that was tampered with: what they report, and that they repair it. How one tampers is the adapter's.</summary>
public abstract class ReplayTampering(IStoreFixture fixture) : IAsyncLifetime
{
    protected StorePorts Store { get; private set; } = null!;

    protected string Lead { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Store = fixture.Open();
        Lead = await Store.LeadAsync("ada");
        var other = await Store.LeadAsync("bob");
        await Store.CommitAsync([.. Enumerable.Range(0, 2500).Select(i => Given.Event(Lead, $"e{i}", i % 3 == 0 ? "purchase" : "page_view", 1000 + i))]);
        await Store.CommitAsync([.. Enumerable.Range(0, 10).Select(i => Given.Event(other, $"o{i}", "page_view", 1000 + i))]);
    }

    public async Task DisposeAsync() => await fixture.DisposeAsync();

    [Fact]
    public async Task Replay_of_a_sound_store_finds_nothing_and_changes_nothing()
    {
        var before = await Store.Leads.FindAsync(Lead, default);
        var job = await ReplayAsync();
        Assert.Equal((2L, 2L, 0L, 0L, "completed"), (job.Total, job.Done, job.Changed, job.Differences, job.State));
        Assert.Equal(before, await Store.Leads.FindAsync(Lead, default));
        var one = (await Store.Jobs.RecalculateAsync(Lead, default))!;
        Assert.Equal((2500L, before!.CurrentScore, before.CurrentScore), (one.Events, one.PreviousScore, one.Score));
        Assert.Empty(one.Differences);
        Assert.Null(one.Change);
        Assert.Null(await Store.Jobs.RecalculateAsync("unknown", default));
    }

    [Fact]
    public async Task Replay_repairs_wrong_counts_of_scores_so_that_ranks_are_right()
    {
        await TamperWithRanksAsync();
        var job = await ReplayAsync();
        Assert.Equal(1, job.Differences);
        Assert.All(await Store.Jobs.DifferencesAsync(job.Id, 100, default), d => Assert.Equal((null, "ranks"), (d.LeadId, d.What)));
        var board = await Store.Leads.LeaderboardAsync(10, default);
        Assert.Equal([1L, 2L], board.Select(l => l.Rank));
        foreach (var lead in board) Assert.Equal(lead.Rank, (await Store.Leads.FindAsync(lead.Id, default))!.Rank);
        Assert.Equal(0, (await ReplayAsync()).Differences);
    }

    [Fact]
    public async Task A_rescore_still_to_come_is_no_difference_and_goes_first()
    {
        var replay = await Store.Jobs.StartReplayAsync(default);
        Assert.Equal(replay.Id, (await Store.Jobs.StartReplayAsync(default)).Id);
        var rescore = (await Store.Rules.PublishAsync(new("page_view", 6, true, "", true, null), default)).Rescore;
        Assert.Equal(rescore.Id, (await Store.Jobs.NextAsync(default))!.Id);
        Assert.Empty((await Store.Jobs.RecalculateAsync(Lead, default))!.Differences);
        await Store.RunJobsAsync();
        Assert.Equal(0, (await Store.Jobs.FindAsync(replay.Id, default))!.Differences);
        Assert.Equal(JobKind.Replay, Assert.Single(await Store.Jobs.ListAsync(JobKind.Replay, 10, default)).Kind);
    }

    [Fact]
    public async Task A_replay_can_be_cancelled()
    {
        var job = await Store.Jobs.StartReplayAsync(default);
        Assert.Equal("cancelled", (await Store.Jobs.CancelAsync(job.Id, default)).Job!.State);
        Assert.Null(await Store.Jobs.NextAsync(default));
        Assert.NotEqual(job.Id, (await Store.Jobs.StartReplayAsync(default)).Id);
    }

    /// <summary>Makes the counts that ranks come from wrong.</summary>
    protected abstract Task TamperWithRanksAsync();

    /// <summary>Both ways of folding anew report and repair it.</summary>
    /// <param name="tamper">Changes what is stored of <see cref="Lead"/>; called once for each way.</param>
    /// <param name="what">What they must report.</param>
    protected async Task AssertReportedAndRepairedAsync(Func<int, Task> tamper, string what)
    {
        await tamper(0);
        var one = (await Store.Jobs.RecalculateAsync(Lead, default))!;
        Assert.Contains(what, one.Differences.Select(d => d.What));
        Assert.Equal(one.Score, await Store.ScoreAsync(Lead));
        Assert.Equal(one.Score, (await Store.LedgerAsync(Lead, 1000)).Sum(l => l.Change));
        Assert.Equal((one.PreviousScore, one.Score), (one.Change!.PreviousScore, one.Change.Score));
        Assert.Empty((await Store.Jobs.RecalculateAsync(Lead, default))!.Differences);

        await tamper(1);
        var job = await ReplayAsync();
        var found = await Store.Jobs.DifferencesAsync(job.Id, 100, default);
        Assert.Contains(what, found.Select(d => d.What));
        Assert.All(found, d => Assert.Equal(d.What == "ranks" ? null : Lead, d.LeadId));
        Assert.Equal(found.Any(d => d.What == "ranks") ? 2 : 1, job.Differences);
        Assert.Equal(0, (await ReplayAsync()).Differences);

        // The repaired tree is usable.
        await Store.CommitAsync(Given.Event(Lead, "late", "purchase", 1001), Given.Event(Lead, "new", "page_view", 9000));
        Assert.Equal(await Store.ScoreAsync(Lead), (await Store.LedgerAsync(Lead, 1000)).Sum(l => l.Change));
        Assert.Empty((await Store.Jobs.RecalculateAsync(Lead, default))!.Differences);
    }

    private async Task<BackgroundJob> ReplayAsync()
    {
        var job = await Store.Jobs.StartReplayAsync(default);
        await Store.RunJobsAsync(maxLeads: 1);
        return (await Store.Jobs.FindAsync(job.Id, default))!;
    }
}
