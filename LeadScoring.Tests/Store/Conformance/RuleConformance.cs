using LeadScoring.Core.Events;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Scoring;

namespace LeadScoring.Tests.Store.Conformance;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task A_new_store_has_the_seeds_rules_from_the_beginning_of_time()
    {
        var rules = await _store.Rules.CurrentAsync(default);
        Assert.Equal(
            [("demo_request", 50), ("email_open", 10), ("form_submission", 20), ("page_view", 5), ("purchase", 100), ("rep:call", 0), ("rep:email", 0), ("rep:meeting", 0), ("rep:note", 0)],
            rules.Select(r => (r.EventType, r.Points)));
        Assert.All(rules, r => Assert.Equal((1, true, null, 0L), (r.Version, r.Active, r.EffectiveFromMs, r.Revision)));
        var timeline = await _store.Rules.TimelineAsync(default);
        Assert.Equal((0L, ScoreBounds.Default), (timeline.Revision, timeline.Bounds));
    }

    [Fact]
    public async Task A_logged_activity_changes_no_score_and_is_no_type_without_a_rule()
    {
        var lead = await _store.LeadAsync("ada");
        var result = await _store.CommitAsync(Given.Event(lead, "e1", "page_view", 10), Given.Event(lead, "e2", "rep:call", 20), Given.Event(lead, "e3", "rep:fax", 30));
        Assert.Equal([(5, false), (5, false), (5, true)], result.Outcomes.Select(o => ((int)o.Score, o.Unscored)));
    }

    [Fact]
    public async Task A_rule_for_new_events_applies_exactly_from_its_publishing_on()
    {
        var lead = await _store.LeadAsync("ada");
        var now = _fixture.Time.NowMs;
        var published = await _store.Rules.PublishAsync(new("page_view", 7, true, "dearer", false, "ada"), default);
        Assert.Equal((2, now, now, 1L), (published.Rule.Version, published.Rule.EffectiveFromMs, published.Rule.PublishedAtMs, published.Rule.Revision));
        Assert.Equal(now, published.Rescore.SinceMs);
        await _store.CommitAsync(
            Given.Event(lead, "before", "page_view", now - 1), Given.Event(lead, "at", "page_view", now), Given.Event(lead, "after", "page_view", now + 1));
        var ledger = await _store.LedgerAsync(lead);
        Assert.Equal([("before", 5, 1), ("at", 7, 2), ("after", 7, 2)], ledger.Select(l => (l.EventId, l.Points, l.RuleVersion ?? 0)));
        Assert.Equal([2, 1], (await _store.Rules.VersionsAsync("page_view", default)).Select(r => r.Version));
    }

    [Fact]
    public async Task A_rule_for_new_events_rescores_what_is_already_stamped_after_it()
    {
        var (past, future) = (await _store.LeadAsync("past"), await _store.LeadAsync("future"));
        var now = _fixture.Time.NowMs;
        await _store.CommitAsync(Given.Event(past, "p", "page_view", now - 10), Given.Event(future, "f", "page_view", now + 10));
        var published = await _store.Rules.PublishAsync(new("page_view", 7, true, "", false, null), default);
        Assert.Equal(1, published.Rescore.Total);
        var change = Assert.Single(await _store.RunJobsAsync());
        Assert.Equal((future, 5L, 7L), (change.LeadId, change.PreviousScore, change.Score));
        Assert.Equal(5, await _store.ScoreAsync(past));
    }

    [Fact]
    public async Task An_inactive_rule_keeps_events_and_shows_them_as_unscored()
    {
        var lead = await _store.LeadAsync("ada");
        await _store.Rules.PublishAsync(new("page_view", 7, false, "", true, null), default);
        var result = await _store.CommitAsync(Given.Event(lead, "e1", "page_view", 10), Given.Event(lead, "e2", "unheard_of", 20));
        Assert.All(result.Outcomes, o => Assert.True(o.Unscored));
        var ledger = await _store.LedgerAsync(lead);
        Assert.Equal([(0, true, 2), (0, true, 0)], ledger.Select(l => (l.Points, l.Unscored, l.RuleVersion ?? 0)));
    }

    [Fact]
    public async Task A_rule_for_all_hides_the_earlier_versions_and_rescores_everything()
    {
        var leads = await LeadsAsync(25);
        var events = RandomEvents(new Random(5), leads, 2500);
        await _store.CommitAsync(events);
        _fixture.Time.Advance(5);
        await _store.Rules.PublishAsync(new("page_view", 33, true, "", false, null), default);
        await _store.Rules.PublishAsync(new("demo_request", -40, true, "", true, null), default);
        await _store.RunJobsAsync();
        foreach (var lead in leads) await AssertLedgerAsync(lead, events);
        var job = (await _store.Jobs.ListAsync(JobKind.Rescore, 10, default))[0];
        Assert.Equal(("completed", 25L, 25L), (job.State, job.Total, job.Done));
        Assert.True(job.Changed > 0);
    }

    [Fact]
    public async Task The_ledger_sums_to_the_score_halfway_through_a_rescore()
    {
        var leads = await LeadsAsync(25);
        await _store.CommitAsync(RandomEvents(new Random(6), leads, 2500));
        var published = await _store.Rules.PublishAsync(new("page_view", -3, true, "", true, null), default);
        var chunk = await _store.Jobs.RunChunkAsync(published.Rescore, 10, false, default);
        Assert.Equal(10, chunk.Leads);
        foreach (var lead in leads)
        {
            var ledger = await _store.LedgerAsync(lead);
            Assert.Equal(await _store.ScoreAsync(lead), ledger.Sum(l => l.Change));
        }
    }

    [Fact]
    public async Task A_commit_brings_a_lead_of_an_older_revision_up_to_date()
    {
        var lead = await _store.LeadAsync("ada");
        var events = RandomEvents(new Random(7), [lead], 300);
        await _store.CommitAsync(events);
        var other = _fixture.Open();
        await other.Rules.PublishAsync(new("page_view", -3, true, "", true, null), default);
        var late = Given.Event(lead, "late", "purchase", 1_000_010);
        await _store.CommitAsync(late);
        await AssertLedgerAsync(lead, [.. events, late]);
        Assert.Empty(await _store.RunJobsAsync());
        await AssertLedgerAsync(lead, [.. events, late]);
    }

    [Fact]
    public async Task A_commit_after_a_rule_for_new_events_scores_late_and_new_ones_by_their_times()
    {
        var lead = await _store.LeadAsync("ada");
        var now = _fixture.Time.NowMs;
        var events = new List<IncomingEvent> { Given.Event(lead, "e1", "page_view", now - 100) };
        await _store.CommitAsync([.. events]);
        await _store.Rules.PublishAsync(new("page_view", 50, true, "", false, null), default);
        foreach (var (id, at) in new[] { ("e2", now - 50), ("e3", now + 50), ("e4", now - 150), ("e5", now) })
        {
            events.Add(Given.Event(lead, id, "page_view", at));
            await _store.CommitAsync(events[^1]);
        }

        await AssertLedgerAsync(lead, events);
        await _store.RunJobsAsync();
        await AssertLedgerAsync(lead, events);
    }

    [Fact]
    public async Task Other_bounds_are_a_revision_that_rescores_all_leads()
    {
        var leads = await LeadsAsync(5);
        var events = RandomEvents(new Random(8), leads, 500);
        await _store.CommitAsync(events);
        Assert.Null(await _store.Rules.EnsureBoundsAsync(ScoreBounds.Default, default));
        Assert.NotNull(await _store.Rules.EnsureBoundsAsync(new(-50, 120), default));
        Assert.Null(await _store.Rules.EnsureBoundsAsync(new(-50, 120), default));
        await _store.RunJobsAsync(2);
        foreach (var lead in leads) await AssertLedgerAsync(lead, events, -50, 120);
    }

    [Fact]
    public async Task A_rescore_resumes_where_it_was_not_advanced_and_can_announce_again()
    {
        var leads = await LeadsAsync(12);
        await _store.CommitAsync([.. leads.Select((l, i) => Given.Event(l, $"e{i}", "page_view", i))]);
        var job = (await _store.Rules.PublishAsync(new("page_view", 9, true, "", true, null), default)).Rescore;
        var first = await _store.Jobs.RunChunkAsync(job, 8, false, default);
        Assert.Equal((8, 8, 8), (first.Leads, first.Changed, first.Changes.Count));

        var afterCrash = _fixture.Open(); // the chunk was written, not advanced
        var again = await afterCrash.Jobs.RunChunkAsync((await afterCrash.Jobs.NextAsync(default))!, 8, true, default);
        Assert.Equal((8, 0), (again.Leads, again.Changed));
        Assert.Equal(first.Changes.Select(c => (c.LeadId, c.Score, c.Version)), again.Changes.Select(c => (c.LeadId, c.Score, c.Version)));

        job = await afterCrash.Jobs.AdvanceAsync(job, again, default);
        Assert.Equal(("running", 8L), (job.State, job.Done));
        job = await afterCrash.Jobs.AdvanceAsync(job, again, default);
        Assert.Equal(("running", 8L), (job.State, job.Done));
        await afterCrash.RunJobsAsync(8);
        job = (await _store.Jobs.FindAsync(job.Id, default))!;
        Assert.Equal(("completed", 12L, _fixture.Time.NowMs), (job.State, job.Done, job.CompletedAtMs));
        Assert.Null(await _store.Jobs.NextAsync(default));
        foreach (var lead in leads) Assert.Equal(9, await _store.ScoreAsync(lead));
    }

    [Fact]
    public async Task Commits_during_a_rescore_lose_nothing()
    {
        var leads = await LeadsAsync(20);
        var events = RandomEvents(new Random(10), leads, 3000);
        await _store.CommitAsync(events[..1500]);
        await _store.Rules.PublishAsync(new("page_view", -3, true, "", true, null), default);
        var other = _fixture.Open();
        await Task.WhenAll(
            Task.Run(() => other.RunJobsAsync(3)),
            Task.Run(async () =>
            {
                foreach (var batch in events[1500..].Chunk(40)) await _store.CommitAsync(batch);
            }));
        foreach (var lead in leads) await AssertLedgerAsync(lead, events);
    }
}
