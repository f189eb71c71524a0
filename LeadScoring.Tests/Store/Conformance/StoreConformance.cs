using LeadScoring.Core.Events;

namespace LeadScoring.Tests.Store.Conformance;

/// <summary>The tests that every store adapter must pass; an adapter's test class derives from it. The other parts are in the files of this folder.</summary>
public abstract partial class StoreConformance : IAsyncLifetime
{
    private readonly IStoreFixture _fixture;
    private readonly StorePorts _store;

    protected StoreConformance(IStoreFixture fixture)
    {
        _fixture = fixture;
        _store = fixture.Open();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task An_event_counts_once_and_reports_both_scores()
    {
        var lead = await _store.LeadAsync("ada");
        var result = await _store.CommitAsync(Given.Event(lead, "e1", "purchase", 10), Given.Event(lead, "e2", "page_view", 20));
        Assert.Equal([(0, 100), (100, 105)], result.Outcomes.Select(o => ((int)o.PreviousScore, (int)o.Score)));
        Assert.All(result.Outcomes, o => Assert.Equal((EventStatus.Committed, false, false), (o.Status, o.Late, o.Unscored)));
        var change = Assert.Single(result.Changes);
        Assert.Equal((lead, 0L, 105L, "e2", "page_view", 20L), (change.LeadId, change.PreviousScore, change.Score, change.EventId, change.EventType, change.TimestampMs));
        Assert.Equal(change.Version, (await _store.Leads.FindAsync(lead, default))!.Version);
        Assert.Equal(2, await _store.Events.CountAsync(default));
    }

    [Fact]
    public async Task A_change_by_several_events_says_how_far_into_the_past_they_reach()
    {
        var lead = await _store.LeadAsync("ada");
        var several = await _store.CommitAsync(Given.Event(lead, "e1", "purchase", 30), Given.Event(lead, "e2", "page_view", 10), Given.Event(lead, "e3", "page_view", 50));
        var one = await _store.CommitAsync(Given.Event(lead, "e4", "page_view", 20));

        Assert.Equal((50L, 10L), (Assert.Single(several.Changes).TimestampMs, Assert.Single(several.Changes).EarliestMs));
        Assert.Equal((20L, null), (Assert.Single(one.Changes).TimestampMs, Assert.Single(one.Changes).EarliestMs));
    }

    [Fact]
    public async Task The_same_submission_again_is_a_redelivery_with_the_recorded_scores()
    {
        var lead = await _store.LeadAsync("ada");
        var e = Given.Event(lead, "e1", "purchase", 10);
        await _store.CommitAsync(e);
        await _store.CommitAsync(Given.Event(lead, "e2", "page_view", 20));
        var again = await _store.CommitAsync(e with { Attempt = 2 });
        Assert.Equal(
            new EventOutcome("e1", lead, EventStatus.Committed, false, 0, 100, false, false, Redelivered: true), Assert.Single(again.Outcomes));
        Assert.Equal(105, Assert.Single(again.Changes).Score);
        Assert.Equal(105, await _store.ScoreAsync(lead));
    }

    [Fact]
    public async Task A_redelivery_announces_the_change_that_may_have_been_lost()
    {
        var lead = await _store.LeadAsync("ada");
        var e = Given.Event(lead, "e1", "purchase", 10);
        var first = Assert.Single((await _store.CommitAsync(e)).Changes);
        Assert.Equal(first, Assert.Single((await _store.CommitAsync(e)).Changes));
    }

    [Fact]
    public async Task Another_submission_of_an_eventId_changes_nothing()
    {
        var lead = await _store.LeadAsync("ada");
        var e = Given.Event(lead, "e1", "purchase", 10);
        await _store.CommitAsync(e);
        var outcome = Assert.Single((await _store.CommitAsync(e with { Submission = -1 })).Outcomes);
        Assert.Equal((EventStatus.Duplicate, false, 100L, 100L), (outcome.Status, outcome.Conflict, outcome.PreviousScore, outcome.Score));
        Assert.Equal(1, await _store.Events.CountAsync(default));
    }

    [Fact]
    public async Task Within_a_batch_the_first_of_an_eventId_wins()
    {
        var lead = await _store.LeadAsync("ada");
        var result = await _store.CommitAsync(
            Given.Event(lead, "e2", "page_view", 50), Given.Event(lead, "e1", "purchase", 10), Given.Event(lead, "e1", "page_view", 10));
        Assert.Equal([false, false, true], result.Outcomes.Select(o => o.Conflict));
        Assert.Equal(EventStatus.Duplicate, result.Outcomes[2].Status);
        Assert.Equal(105, await _store.ScoreAsync(lead));
    }

    [Fact]
    public async Task A_duplicate_conflicts_when_a_field_differs()
    {
        var lead = await _store.LeadAsync("ada");
        var other = await _store.LeadAsync("bob");
        var e = Given.Event(lead, "e1", "purchase", 10) with { Metadata = """{"a":1,"b":[true,null]}""" };
        await _store.CommitAsync(e);
        async Task<bool> Conflicts(IncomingEvent again) =>
            (await _store.CommitAsync(again with { Submission = -1 })).Outcomes.Single() is { Status: EventStatus.Duplicate, Conflict: true };

        Assert.False(await Conflicts(e with { Metadata = """{ "b": [true, null], "a": 1.0 }""" }));
        Assert.False(await Conflicts(e with { TimestampMs = 11, TimestampGiven = false }));
        Assert.True(await Conflicts(e with { TimestampMs = 11 }));
        Assert.True(await Conflicts(e with { EventType = "page_view" }));
        Assert.True(await Conflicts(e with { LeadId = other }));
        Assert.True(await Conflicts(e with { Metadata = null }));
        Assert.True(await Conflicts(e with { Metadata = "{}" }));
    }

    [Fact]
    public async Task A_stored_time_that_was_not_given_never_conflicts()
    {
        var lead = await _store.LeadAsync("ada");
        var e = Given.Event(lead, "e1", "purchase", 10) with { TimestampGiven = false };
        await _store.CommitAsync(e);
        var outcome = Assert.Single((await _store.CommitAsync(e with { TimestampMs = 11, TimestampGiven = true, Submission = -1 })).Outcomes);
        Assert.Equal((EventStatus.Duplicate, false), (outcome.Status, outcome.Conflict));
    }

    [Fact]
    public async Task A_duplicate_announces_the_lead_that_has_the_event_too()
    {
        var ada = await _store.LeadAsync("ada");
        var bob = await _store.LeadAsync("bob");
        await _store.CommitAsync(Given.Event(ada, "e1", "purchase", 10));
        var result = await _store.CommitAsync(Given.Event(bob, "e1", "purchase", 10));
        Assert.Equal([(ada, 100L), (bob, 0L)], result.Changes.Select(c => (c.LeadId, c.Score)).OrderByDescending(c => c.Score));
        Assert.Equal(0, await _store.ScoreAsync(bob));
    }

    [Fact]
    public async Task An_event_of_an_unknown_lead_is_not_stored_and_stops_no_other()
    {
        var lead = await _store.LeadAsync("ada");
        var result = await _store.CommitAsync(Given.Event("unknown", "e1", "purchase", 10), Given.Event(lead, "e2", "purchase", 10));
        Assert.Equal([EventStatus.LeadUnknown, EventStatus.Committed], result.Outcomes.Select(o => o.Status));
        Assert.Single(result.Changes);
        Assert.Null(await _store.Events.FindAsync("e1", default));
    }

    [Fact]
    public async Task Late_means_below_the_last_event_of_an_earlier_commit()
    {
        var lead = await _store.LeadAsync("ada");
        var first = await _store.CommitAsync(Given.Event(lead, "e3", "purchase", 30), Given.Event(lead, "e2", "purchase", 20));
        Assert.All(first.Outcomes, o => Assert.False(o.Late));
        var second = await _store.CommitAsync(
            Given.Event(lead, "e5", "purchase", 50), Given.Event(lead, "e4", "purchase", 40), Given.Event(lead, "e1", "page_view", 10));
        Assert.Equal([false, false, true], second.Outcomes.Select(o => o.Late));
        Assert.Equal([true, false, false, false, false], (await _store.LedgerAsync(lead)).Select(l => l.Late));
    }

    [Fact]
    public async Task Versions_rise_with_every_commit_that_changes_a_lead()
    {
        var lead = await _store.LeadAsync("ada");
        var e = Given.Event(lead, "e1", "purchase", 10);
        var one = Assert.Single((await _store.CommitAsync(e)).Changes).Version;
        var repeated = Assert.Single((await _store.CommitAsync(e)).Changes).Version;
        var two = Assert.Single((await _store.CommitAsync(Given.Event(lead, "e2", "unheard_of", 20))).Changes).Version;
        Assert.Equal(one, repeated);
        Assert.True(two > one);
    }

    [Fact]
    public async Task A_stored_event_is_found_with_all_its_fields()
    {
        var lead = await _store.LeadAsync("ada");
        var e = Given.Event(lead, "e1", "purchase", -10) with { Metadata = """{"ü":"\u0000"}""", ReceivedAtMs = 77, Attempt = 3, Submission = long.MinValue };
        await _store.CommitAsync(e);
        Assert.Equal(
            new StoredEvent("e1", "purchase", lead, -10, true, e.Metadata, 77, _fixture.Time.NowMs, false, long.MinValue, 3, 0, 100),
            await _store.Events.FindAsync("e1", default));
        Assert.Null(await _store.Events.FindAsync("e", default));
    }

    [Fact]
    public async Task A_failure_is_remembered_and_the_latest_reason_wins()
    {
        await _store.Events.RecordFailureAsync(new("e1", "lead", "first", 1, 10), default);
        var latest = new FailedEvent("e1", "lead", "second", 5, 20);
        await _store.Events.RecordFailureAsync(latest, default);
        Assert.Equal(latest, await _store.Events.FindFailureAsync("e1", default));
        Assert.Null(await _store.Events.FindFailureAsync("e2", default));
    }
}

public sealed class SqliteConformanceTests() : StoreConformance(new SqliteFixture());
