using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Tests.Infrastructure.Mongo.Faults;

namespace LeadScoring.Tests.Store.Mongo;

/// <summary>Particular meetings of processes, held at a command of one of them.</summary>
public sealed class MongoRaceTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly MongoFixture _fixture = new(MongoServer.TestDouble.ConnectionString);
    private readonly string _process = $"slow-{Guid.NewGuid():N}";
    private StorePorts _store = null!;
    private StorePorts _slow = null!;
    private string _ada = null!;
    private string _bob = null!;

    public async Task InitializeAsync()
    {
        (_store, _slow) = (_fixture.Open(), _fixture.Open(_ => { }, _process));
        await _slow.Info.PingAsync(default);
        (_ada, _bob) = (await _store.LeadAsync("ada"), await _store.LeadAsync("bob"));
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData("insert", "events")]
    [InlineData("update", "stripes")]
    [InlineData("commitTransaction", null)]
    public async Task Stale_owner_that_wakes_after_its_lead_was_deleted_leaves_the_eventId_to_another_lead(string command, string? collection)
    {
        using var stall = StallBefore(command, collection);
        var first = _slow.CommitAsync(Given.Event(_ada, "e1", "purchase", 10));
        await stall.Reached.WaitAsync(Timeout);
        MongoServer.TestDouble.ExpireTransactions(_process);
        await DeleteAsync(_ada);
        Assert.Equal(EventStatus.Committed, (await _store.CommitAsync(Given.Event(_bob, "e1", "purchase", 10))).Outcomes.Single().Status);
        stall.Release();
        Assert.Equal(EventStatus.LeadDeleted, (await first).Outcomes.Single().Status);
        Assert.Equal(100, await _store.ScoreAsync(_bob));
        Assert.Equal(_bob, (await _store.Events.FindAsync("e1", default))!.LeadId);
        Assert.Equal(1, await _store.Events.CountAsync(default));
    }

    [Theory]
    [InlineData("insert", "events")]
    [InlineData("commitTransaction", null)]
    public async Task Stale_owner_that_wakes_after_its_eventId_was_committed_for_another_lead_reports_a_conflict(string command, string? collection)
    {
        using var stall = StallBefore(command, collection);
        var first = _slow.CommitAsync(Given.Event(_ada, "e1", "purchase", 10));
        await stall.Reached.WaitAsync(Timeout);
        MongoServer.TestDouble.ExpireTransactions(_process);
        Assert.Equal(EventStatus.Committed, (await _store.CommitAsync(Given.Event(_bob, "e1", "purchase", 10))).Outcomes.Single().Status);
        stall.Release();
        Assert.Equal((EventStatus.Duplicate, true), (await first).Outcomes.Single() is var o ? (o.Status, o.Conflict) : default);
        Assert.Equal((0, 100), (await _store.ScoreAsync(_ada), await _store.ScoreAsync(_bob)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EventId_of_a_deleted_lead_stays_taken(bool purged)
    {
        await _store.CommitAsync(Given.Event(_ada, "e1", "purchase", 10));
        await _store.Leads.DeleteAsync(_ada, default);
        if (purged) await PurgeAsync();
        var again = await _fixture.Open().CommitAsync(Given.Event(_bob, "e1", "purchase", 10), Given.Event(_ada, "e1", "purchase", 10), Given.Event(_bob, "e2", "page_view", 20));
        Assert.Equal(
            [(EventStatus.Duplicate, true), (EventStatus.LeadDeleted, false), (EventStatus.Committed, false)],
            again.Outcomes.Select(o => (o.Status, o.Conflict)));
        Assert.Equal(5, await _store.ScoreAsync(_bob));
        Assert.Null(await _store.Events.FindAsync("e1", default));
    }

    [Fact]
    public async Task Event_whose_lead_is_purged_while_it_is_sent_for_another_lead_stays_taken()
    {
        await _store.CommitAsync(Given.Event(_ada, "e1", "purchase", 10));
        await _store.Leads.DeleteAsync(_ada, default);
        using var stall = StallBefore("find", "events");
        var slow = _slow.CommitAsync(Given.Event(_bob, "e1", "purchase", 10));
        await stall.Reached.WaitAsync(Timeout);
        await PurgeAsync();
        stall.Release();
        Assert.Equal(EventStatus.Duplicate, (await slow).Outcomes.Single().Status);
        Assert.Equal(0, await _store.ScoreAsync(_bob));
    }

    [Fact]
    public async Task Corrected_resubmission_counts_when_the_first_was_never_committed()
    {
        var wrong = Given.Event(_ada, "e1", "page_view", 10);
        using (MongoServer.TestDouble.Faults.Fail(new("insert", "events") { Client = _process }, 8))
        {
            await Assert.ThrowsAnyAsync<Exception>(() => _slow.CommitAsync(wrong));
        }

        await _store.Events.RecordFailureAsync(new("e1", _ada, "failed", 5, 1), default);
        var corrected = Given.Event(_ada, "e1", "purchase", 10);
        Assert.Equal(EventStatus.Committed, (await _store.CommitAsync(corrected)).Outcomes.Single().Status);
        Assert.Equal((EventStatus.Duplicate, true), (await _slow.CommitAsync(wrong)).Outcomes.Single() is var o ? (o.Status, o.Conflict) : default);
        Assert.Equal(100, await _store.ScoreAsync(_ada));
    }

    [Fact]
    public async Task Failure_that_two_processes_record_at_once_counts_once_for_its_import()
    {
        await _store.Imports.AddAsync(new() { Id = "i1", Kind = Core.Imports.ImportKind.Events, FileName = "f", Positions = [], StartedAtMs = 1, UpdatedAtMs = 1 }, default);
        using var stall = StallBefore("update", "failures");
        var slow = _slow.Events.RecordFailureAsync(new("e1", _ada, "one", 1, 1, "i1"), default);
        await stall.Reached.WaitAsync(Timeout);
        await _store.Events.RecordFailureAsync(new("e1", _ada, "two", 2, 2, "i1"), default);
        stall.Release();
        await slow;
        Assert.Equal(1, (await _store.Imports.FindAsync("i1", default))!.Failed);
        await _store.Events.ForgetFailureAsync("e1", 5, default);
        Assert.Equal(0, (await _store.Imports.FindAsync("i1", default))!.Failed);
    }

    [Fact]
    public async Task Commit_whose_lead_was_changed_by_another_announces_it_from_the_state_that_it_read_last()
    {
        await _store.CommitAsync(Given.Event(_ada, "e1", "page_view", 100));
        using var stall = StallBefore("insert", "events");
        var slow = _slow.CommitAsync(Given.Event(_ada, "e2", "page_view", 200));
        await stall.Reached.WaitAsync(Timeout);
        await _store.CommitAsync(Given.Event(_ada, "e3", "purchase", 300));
        stall.Release();
        var result = await slow;
        Assert.Equal((105, 110, true), Assert.Single(result.Outcomes) is var o ? (o.PreviousScore, o.Score, o.Late) : default);
        Assert.Equal((105, 110), Assert.Single(result.Changes) is var c ? (c.PreviousScore, c.Score) : default);
        Assert.Equal([("e1", false), ("e2", true), ("e3", false)], (await _store.LedgerAsync(_ada)).Select(l => (l.EventId, l.Late)));
    }

    [Fact]
    public async Task Two_publications_at_once_are_two_versions_and_two_revisions()
    {
        using var stall = StallBefore("insert", "rule_versions");
        var slow = _slow.Rules.PublishAsync(new("page_view", 7, true, "", true, null), default);
        await stall.Reached.WaitAsync(Timeout);
        var fast = _store.Rules.PublishAsync(new("page_view", 9, true, "", true, null), default);
        stall.Release();
        await Task.WhenAll(slow, fast);
        var versions = await _store.Rules.VersionsAsync("page_view", default);
        Assert.Equal([3, 2, 1], versions.Select(v => v.Version));
        Assert.Equal([2L, 1L, 0L], versions.Select(v => v.Revision));
        Assert.Equal(2, (await _store.Jobs.ListAsync(Core.Jobs.JobKind.Rescore, 10, default)).Count);
    }

    [Fact]
    public async Task Late_event_whose_blocks_a_rescore_replaces_before_they_are_read_is_folded_again()
    {
        await LongLeadAsync();
        using var stall = StallBefore("find", "score_blocks");
        var slow = _slow.CommitAsync(Given.Event(_ada, "late", "page_view", 1_010));
        await stall.Reached.WaitAsync(Timeout);
        await _store.Rules.PublishAsync(new("page_view", 1, true, "", true, null), default);
        await _store.RunJobsAsync();
        stall.Release();
        Assert.Equal(EventStatus.Committed, Assert.Single((await slow).Outcomes).Status);
        Assert.Equal((142, 142), (await _store.ScoreAsync(_ada), (await _store.LedgerAsync(_ada)).Sum(l => l.Change)));
        Assert.Empty((await _store.Jobs.RecalculateAsync(_ada, default))!.Differences);
    }

    [Fact]
    public async Task Recalculation_during_a_rescore_finds_nothing_wrong()
    {
        await LongLeadAsync();
        using var stall = StallBefore("find", "score_blocks");
        var slow = _slow.Jobs.RecalculateAsync(_ada, default);
        await stall.Reached.WaitAsync(Timeout);
        await _store.Rules.PublishAsync(new("page_view", 1, true, "", true, null), default);
        await _store.RunJobsAsync();
        stall.Release();
        Assert.Empty((await slow)!.Differences);
    }

    [Fact]
    public async Task Late_event_whose_blocks_are_gone_for_no_reason_is_refused()
    {
        await LongLeadAsync();
        await _fixture.Documents("score_blocks").DeleteManyAsync(MongoDB.Driver.FilterDefinition<MongoDB.Bson.BsonDocument>.Empty);
        await Assert.ThrowsAsync<InvalidDataException>(() => _store.CommitAsync(Given.Event(_ada, "late", "page_view", 1_010)));
    }

    private Fault StallBefore(string command, string? collection) =>
        MongoServer.TestDouble.Faults.StallBefore(new(command, collection) { Client = _process });

    private async Task LongLeadAsync()
    {
        await _store.CommitAsync([.. Enumerable.Range(0, 140).Select(i => Given.Event(_ada, $"e{i:d3}", "page_view", 1_000 + i))]);
        await _store.CommitAsync(Given.Event(_ada, "newest", "page_view", 2_000));
    }

    private async Task DeleteAsync(string lead)
    {
        await _store.Leads.DeleteAsync(lead, default);
        await PurgeAsync();
    }

    private async Task PurgeAsync()
    {
        while (await _store.Leads.PurgeAsync(1_000, default))
        {
        }
    }
}
