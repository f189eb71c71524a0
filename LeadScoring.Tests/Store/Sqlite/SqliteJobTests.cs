using LeadScoring.Core.Events;
using LeadScoring.Core.Jobs;

namespace LeadScoring.Tests.Store.Sqlite;

/// <summary>Rescores that are open at the same time share one pass over the leads.</summary>
public sealed class SqliteJobTests : IAsyncLifetime, IAsyncDisposable
{
    private const int Leads = 60;
    private const int ChunkLeads = 10;
    private const int PassChunks = (Leads / ChunkLeads) + 1; // the last one finds that nothing is left

    private readonly SqliteFixture _fixture = new();
    private readonly List<IncomingEvent> _events = [];
    private StorePorts _store = null!;
    private string[] _leads = null!;

    public async Task InitializeAsync()
    {
        _store = _fixture.Open();
        _leads = new string[Leads];
        for (var i = 0; i < Leads; i++) _leads[i] = await _store.LeadAsync($"lead{i}");
        foreach (var (lead, i) in _leads.Select((lead, i) => (lead, i)))
        {
            _events.Add(Given.Event(lead, $"view{i}", "page_view", 1_000 + i));
            _events.Add(Given.Event(lead, $"type{i}", $"type{i % 20}", 2_000 + i));
        }

        await _store.CommitAsync([.. _events]);
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Rescores_that_are_pending_together_take_one_pass_over_the_leads()
    {
        for (var i = 0; i < 20; i++) await PublishAsync($"type{i}", 10 + i);
        var (chunks, changes) = await RunAllAsync();
        Assert.Equal(PassChunks, chunks);
        await AssertScoresAsync();
        Assert.Equal(Leads, changes.Count);

        var jobs = await _store.Jobs.ListAsync(JobKind.Rescore, 100, default);
        Assert.Equal(20, jobs.Count);
        Assert.All(jobs, job => Assert.Equal(("completed", 60L, 60L), (job.State, job.Total, job.Done)));
        Assert.Equal((60L, 0L), (jobs[^1].Changed, jobs.SkipLast(1).Sum(job => job.Changed))); // all count for the oldest
    }

    [Fact]
    public async Task Rescores_published_during_a_pass_take_one_more_together()
    {
        var first = await PublishAsync("page_view", 33);
        await RunChunkAsync();
        for (var i = 0; i < 20; i++) await PublishAsync($"type{i}", 10 + i);
        var running = (await _store.Jobs.FindAsync(first, default))!;
        Assert.Equal(("running", 10L), (running.State, running.Done));
        var (chunks, _) = await RunAllAsync();
        Assert.Equal((2 * PassChunks) - 1, chunks);
        await AssertScoresAsync();
        var jobs = await _store.Jobs.ListAsync(JobKind.Rescore, 100, default);
        Assert.All(jobs, job => Assert.Equal(("completed", 60L, 60L), (job.State, job.Total, job.Done)));
        Assert.Equal(10 + 60, jobs.Sum(job => job.Changed)); // the leads of the first chunk changed twice
    }

    [Fact]
    public async Task Rescores_of_one_pass_each_count_the_leads_that_they_concern()
    {
        _fixture.Time.Set(1_030);
        await _store.Rules.PublishAsync(new("page_view", 7, true, "", false, null), default); // from 1,030 on
        await PublishAsync("type3", 40);
        await RunChunkAsync();
        await RunChunkAsync();
        var jobs = await _store.Jobs.ListAsync(JobKind.Rescore, 10, default);
        Assert.Equal([("running", 60L, 20L), ("running", 60L, 20L)], jobs.Select(job => (job.State, job.Total, job.Done)));

        _fixture.Time.Set(2_030);
        await _store.Rules.PublishAsync(new("type4", 5, true, "", false, null), default); // from 2,030 on: half of the leads
        await PublishAsync("type5", 50);
        var (chunks, _) = await RunAllAsync();
        Assert.Equal((2 * PassChunks) - 2, chunks);
        await AssertScoresAsync();
        jobs = await _store.Jobs.ListAsync(JobKind.Rescore, 10, default);
        Assert.Equal([60, 30, 60, 60], jobs.Select(job => job.Total));
        Assert.All(jobs, job => Assert.Equal(("completed", job.Total), (job.State, job.Done)));
    }

    [Fact]
    public async Task A_rescore_cancelled_in_the_middle_of_a_shared_pass_is_rolled_back_and_the_others_go_on()
    {
        var first = await PublishAsync("type1", 11);
        var second = await PublishAsync("page_view", 99);
        var third = await PublishAsync("type2", 22);
        await RunChunkAsync();
        Assert.Null((await _store.Jobs.CancelAsync(second, default)).Refused);
        await RunChunkAsync();
        Assert.Equal(("cancelled", 10L), await StateAsync(second));
        Assert.Equal(("running", 20L), await StateAsync(first));
        Assert.Equal(("running", 20L), await StateAsync(third));
        await RunAllAsync();
        await AssertScoresAsync();
        Assert.Equal(("cancelled", 10L), await StateAsync(second));
        Assert.Equal(("completed", 60L), await StateAsync(first));
        Assert.Equal(("completed", 60L), await StateAsync(third));

        async Task<(string, long)> StateAsync(long id) => await _store.Jobs.FindAsync(id, default) is { } job ? (job.State, job.Done) : default;
    }

    [Fact]
    public async Task A_chunk_of_a_shared_pass_that_was_not_recorded_is_repeated_for_all_and_recorded_once()
    {
        await PublishAsync("type1", 11);
        await PublishAsync("type2", 22);
        var job = (await _store.Jobs.NextAsync(default))!;
        await _store.Jobs.RunChunkAsync(job, ChunkLeads, false, default); // a crash before it is recorded
        var chunk = await _store.Jobs.RunChunkAsync(job, ChunkLeads, true, default);
        var late = await PublishAsync("type3", 33); // not one of those that the chunk was run for
        await _store.Jobs.AdvanceAsync(job, chunk, default);
        await _store.Jobs.AdvanceAsync(job, chunk, default);
        var jobs = await _store.Jobs.ListAsync(JobKind.Rescore, 10, default);
        Assert.Equal([0, 10, 10], jobs.Select(j => j.Done));
        Assert.Equal((late, "pending"), (jobs[0].Id, jobs[0].State));
        await RunAllAsync();
        await AssertScoresAsync();
    }

    private async Task<long> PublishAsync(string type, int points) =>
        (await _store.Rules.PublishAsync(new(type, points, true, "", true, null), default)).Rescore.Id;

    private async Task<JobChunk?> RunChunkAsync()
    {
        if (await _store.Jobs.NextAsync(default) is not { } job) return null;
        var chunk = await _store.Jobs.RunChunkAsync(job, ChunkLeads, false, default);
        await _store.Jobs.AdvanceAsync(job, chunk, default);
        return chunk;
    }

    private async Task<(int Chunks, List<LeadChange> Changes)> RunAllAsync()
    {
        var (chunks, changes) = (0, new List<LeadChange>());
        for (; await RunChunkAsync() is { } chunk; chunks++) changes.AddRange(chunk.Changes);
        return (chunks, changes);
    }

    /// <summary>Every score and every ledger is as the current rules give it.</summary>
    private async Task AssertScoresAsync()
    {
        var rules = await _store.Rules.TimelineAsync(default);
        foreach (var lead in _leads)
        {
            var expected = _events.Where(e => e.LeadId == lead).Sum(e => rules.PointsAt(e.EventType, e.TimestampMs));
            Assert.Equal(expected, await _store.ScoreAsync(lead));
            Assert.Equal(expected, (await _store.LedgerAsync(lead)).Sum(line => line.Change));
        }
    }
}
