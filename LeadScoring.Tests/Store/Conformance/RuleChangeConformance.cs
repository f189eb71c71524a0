using LeadScoring.Core.Jobs;
using LeadScoring.Core.Rules;

namespace LeadScoring.Tests.Store.Conformance;

/// <summary>Previews, rollbacks, cancelled rescores, and publishing when the expected version is not current.</summary>
public abstract partial class StoreConformance
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_preview_says_exactly_what_publishing_then_does(bool forAll)
    {
        var leads = await LeadsAsync(60);
        await _store.CommitAsync([.. RandomEvents(new Random(21), leads, 400)]);
        if (!forAll) _fixture.Time.Set(1_000_050);
        await _store.Rules.PublishAsync(new("demo_request", 45, true, "", true, null), default); // a rescore is still to come
        var draft = new RuleDraft("page_view", -4, true, "", forAll, null);
        var before = await CurrentRuleScoresAsync(leads);
        var preview = await _store.Rules.PreviewAsync(draft, [500, 100, 100], default);
        Assert.Equal(before, await CurrentRuleScoresAsync(leads));

        var job = (await _store.Rules.PublishAsync(draft, default)).Rescore;
        await _store.RunJobsAsync();
        var after = new Dictionary<string, long>();
        foreach (var lead in leads) after[lead] = await _store.ScoreAsync(lead);
        var changes = leads.Select(lead => (Lead: lead, Before: before[lead], After: after[lead], Change: after[lead] - before[lead])).Where(c => c.Change != 0).ToList();
        Assert.NotEmpty(changes);
        Assert.Equal((job.Total, changes.Count, changes.Sum(c => c.Change)), (preview.Leads, preview.Changed, preview.TotalChange));
        Assert.Equal(
            [(100L, Up(100), Down(100)), (500L, Up(500), Down(500))],
            preview.Crossings.Select(c => (c.Threshold, c.Up, c.Down)));
        var biggest = changes.OrderByDescending(c => Math.Abs(c.Change)).ThenBy(c => c.Lead, StringComparer.Ordinal).Take(10);
        Assert.Equal(biggest.Select(c => (c.Lead, c.Before, c.After)), preview.Biggest.Select(b => (b.LeadId, b.PreviousScore, b.Score)));
        Assert.Equal(changes.Count(c => new[] { 100, 500 }.Any(t => c.Before < t != c.After < t)), preview.Crossed);
        Assert.Equal((preview.Leads, preview.Leads), (preview.Distribution.Sum(b => b.Before), preview.Distribution.Sum(b => b.After)));
        if (forAll) Assert.All(preview.Distribution, b => Assert.Equal((In(b, before), In(b, after)), (b.Before, b.After)));
        else Assert.All(preview.Distribution, b => Assert.Equal(b.After - b.Before, changes.Count(c => Has(b, c.After)) - changes.Count(c => Has(b, c.Before))));

        bool Has(ScoreBin bin, long score) => score >= bin.From && score < bin.To;
        long In(ScoreBin bin, Dictionary<string, long> scores) => scores.Values.Count(score => Has(bin, score));
        long Up(long threshold) => changes.Count(c => c.Before < threshold && c.After >= threshold);
        long Down(long threshold) => changes.Count(c => c.Before >= threshold && c.After < threshold);
    }

    [Fact]
    public async Task A_rescore_counts_the_leads_that_commits_bring_to_the_new_rules_before_it()
    {
        var leads = await LeadsAsync(40);
        await _store.CommitAsync([.. RandomEvents(new Random(24), leads, 600)]);
        var draft = new RuleDraft("page_view", -4, true, "", true, null);
        var preview = await _store.Rules.PreviewAsync(draft, [], default);
        var job = (await _store.Rules.PublishAsync(draft, default)).Rescore;
        job = await _store.Jobs.AdvanceAsync(job, await _store.Jobs.RunChunkAsync(job, 10, false, default), default);
        await _store.CommitAsync([.. leads.Select((lead, i) => Given.Event(lead, $"later{i}", i % 2 == 0 ? "purchase" : "unheard_of", 2_000_000 + i))]);
        await _store.RunJobsAsync();
        Assert.True(job.Changed < preview.Changed);
        Assert.Equal(preview.Changed, (await _store.Jobs.FindAsync(job.Id, default))!.Changed);
    }

    [Fact]
    public async Task A_lead_that_is_brought_to_several_new_rules_one_by_one_counts_once_for_each()
    {
        var lead = await _store.LeadAsync("ada");
        await _store.CommitAsync(Given.Event(lead, "e1", "page_view", 10), Given.Event(lead, "e2", "webinar", 1_000));
        var jobs = new List<long>();
        foreach (var points in new[] { 7, 8, 9 })
        {
            jobs.Add((await _store.Rules.PublishAsync(new("page_view", points, true, "", true, null), default)).Rescore.Id);
            if (points < 9) await _store.CommitAsync(Given.Event(lead, $"later{points}", "unheard_of", 2_000 + points));
        }

        await _store.RunJobsAsync();
        Assert.Equal(9, await _store.ScoreAsync(lead));
        foreach (var job in jobs) Assert.Equal(1, (await _store.Jobs.FindAsync(job, default))!.Changed);
    }

    [Fact]
    public async Task A_lead_that_is_brought_past_a_cancelled_rescore_counts_for_the_one_that_changes_it()
    {
        var lead = await _store.LeadAsync("ada");
        await _store.CommitAsync(Given.Event(lead, "e1", "page_view", 10));
        var cancelled = (await _store.Rules.PublishAsync(new("page_view", 7, true, "", true, null), default)).Rescore.Id;
        var rollback = (await _store.Jobs.CancelAsync(cancelled, default)).RolledBack!.Rescore.Id;
        var other = (await _store.Rules.PublishAsync(new("webinar", 8, true, "", true, null), default)).Rescore.Id;
        var bounds = (await _store.Rules.EnsureBoundsAsync(new(0, 3), default))!.Id;
        await _store.CommitAsync(Given.Event(lead, "e2", "unheard_of", 2_000));
        await _store.RunJobsAsync();
        Assert.Equal(3, await _store.ScoreAsync(lead));
        var changed = new List<long>();
        foreach (var job in new[] { cancelled, rollback, other, bounds }) changed.Add((await _store.Jobs.FindAsync(job, default))!.Changed);
        Assert.Equal([0, 1, 0, 0], changed); // the oldest one that is open
    }

    [Fact]
    public async Task A_preview_of_a_new_type_or_without_leads_publishes_nothing()
    {
        var preview = await _store.Rules.PreviewAsync(new("webinar", 50, null, null, true, null), [10], default);
        Assert.Equal((0L, 0L, 0L), (preview.Leads, preview.Changed, preview.TotalChange));
        Assert.Equal(new ThresholdCrossing(10, 0, 0), Assert.Single(preview.Crossings));
        Assert.Empty(preview.Distribution);
        Assert.Empty(await _store.Rules.VersionsAsync("webinar", default));
        Assert.Null(await _store.Jobs.NextAsync(default));
    }

    [Fact]
    public async Task Rolled_back_the_scores_are_what_they_were_and_nothing_published_is_lost()
    {
        var leads = await LeadsAsync(20);
        var events = RandomEvents(new Random(22), leads, 2000);
        await _store.CommitAsync([.. events]);
        var before = await CurrentRuleScoresAsync(leads);
        await _store.Rules.PublishAsync(new("page_view", -90, true, "mistake", true, null), default);
        await _store.RunJobsAsync();
        Assert.NotEqual(before, await CurrentRuleScoresAsync(leads));
        _fixture.Time.Advance(10);

        var rolledBack = (await _store.Rules.RollbackAsync("page_view", 1, 2, default))!;
        Assert.Equal((3, 5, "Page visited", null), (rolledBack.Rule.Version, rolledBack.Rule.Points, rolledBack.Rule.Description, rolledBack.Rule.EffectiveFromMs));
        Assert.Equal("page_view rolled back to version 1", rolledBack.Rescore.Reason);
        await _store.RunJobsAsync();
        Assert.Equal(before, await CurrentRuleScoresAsync(leads));
        foreach (var lead in leads) await AssertLedgerAsync(lead, events);
        Assert.Equal([3, 2, 1], (await _store.Rules.VersionsAsync("page_view", default)).Select(v => v.Version));
        Assert.Null(await _store.Rules.RollbackAsync("page_view", 3, null, default));
        Assert.Null(await _store.Rules.RollbackAsync("page_view", 9, null, default));
        Assert.Null(await _store.Rules.RollbackAsync("nothing", 1, null, default));
    }

    [Fact]
    public async Task A_preview_of_a_rollback_says_exactly_what_it_then_does()
    {
        var leads = await LeadsAsync(40);
        await _store.CommitAsync([.. RandomEvents(new Random(25), leads, 400)]);
        await _store.Rules.PublishAsync(new("page_view", 40, true, "", true, null), default);
        await _store.Rules.PublishAsync(new("page_view", -7, true, "", true, null), default);
        await _store.RunJobsAsync();
        var before = await CurrentRuleScoresAsync(leads);
        var preview = (await _store.Rules.PreviewRollbackAsync("page_view", 1, [100], default))!;
        Assert.Equal(3, (await _store.Rules.VersionsAsync("page_view", default)).Count);
        Assert.Null(await _store.Jobs.NextAsync(default));

        var job = (await _store.Rules.RollbackAsync("page_view", 1, 3, default))!.Rescore;
        await _store.RunJobsAsync();
        var after = await CurrentRuleScoresAsync(leads);
        Assert.NotEqual(before, after);
        Assert.Equal(
            (job.Total, (long)leads.Count(l => before[l] != after[l]), leads.Sum(l => after[l] - before[l]), (long)leads.Count(l => before[l] < 100 != after[l] < 100)),
            (preview.Leads, preview.Changed, preview.TotalChange, preview.Crossed));
        Assert.Equal(after[preview.Biggest[0].LeadId], preview.Biggest[0].Score);
        Assert.Equal((preview.Leads, preview.Leads), (preview.Distribution.Sum(b => b.Before), preview.Distribution.Sum(b => b.After)));

        Assert.Null(await _store.Rules.PreviewRollbackAsync("page_view", 4, [], default)); // the current one
        Assert.Null(await _store.Rules.PreviewRollbackAsync("page_view", 9, [], default));
        Assert.Null(await _store.Rules.PreviewRollbackAsync("nothing", 1, [], default));
    }

    [Fact]
    public async Task A_publishing_that_expects_another_version_does_nothing()
    {
        var changed = await Assert.ThrowsAsync<RuleChangedException>(() => _store.Rules.PublishAsync(new("page_view", 9, null, null, false, null, ExpectedVersion: 2), default));
        Assert.Equal(1, changed.CurrentVersion);
        changed = await Assert.ThrowsAsync<RuleChangedException>(() => _store.Rules.PublishAsync(new("webinar", 9, null, null, false, null, ExpectedVersion: 1), default));
        Assert.Equal(0, changed.CurrentVersion);
        await Assert.ThrowsAsync<RuleChangedException>(() => _store.Rules.RollbackAsync("page_view", 1, 7, default));
        Assert.Single(await _store.Rules.VersionsAsync("page_view", default));
        Assert.Equal(1, (await _store.Rules.PublishAsync(new("webinar", 9, null, null, false, null, ExpectedVersion: 0), default)).Rule.Version);
        var second = await _store.Rules.PublishAsync(new("page_view", 9, false, null, false, null, ExpectedVersion: 1), default);
        Assert.Equal((2, false, "Page visited"), (second.Rule.Version, second.Rule.Active, second.Rule.Description));
        Assert.False((await _store.Rules.PublishAsync(new("page_view", 10, null, "x", false, null), default)).Rule.Active);
    }

    [Fact]
    public async Task A_rescore_cancelled_halfway_takes_its_publishing_back_and_leaves_every_score_as_it_was()
    {
        var leads = await LeadsAsync(30);
        var events = RandomEvents(new Random(23), leads, 3000);
        await _store.CommitAsync([.. events]);
        var before = await CurrentRuleScoresAsync(leads);
        var job = (await _store.Rules.PublishAsync(new("page_view", -90, true, "", true, null), default)).Rescore;
        var chunk = await _store.Jobs.RunChunkAsync(job, 10, false, default);
        await _store.Jobs.AdvanceAsync(job, chunk, default);
        Assert.NotEmpty(chunk.Changes);

        var (cancelled, rolledBack, refused) = await _store.Jobs.CancelAsync(job.Id, default);
        Assert.Null(refused);
        Assert.Equal(("cancelled", 10L), (cancelled!.State, cancelled.Done));
        Assert.Equal((3, 5), (rolledBack!.Rule.Version, rolledBack.Rule.Points));
        await _store.RunJobsAsync();
        Assert.Equal(before, await CurrentRuleScoresAsync(leads));
        foreach (var lead in leads) await AssertLedgerAsync(lead, events);
        Assert.Equal("It is cancelled already.", (await _store.Jobs.CancelAsync(job.Id, default)).Refused);
    }

    [Fact]
    public async Task A_rescore_that_cannot_be_cancelled_goes_on()
    {
        var bounds = (await _store.Rules.EnsureBoundsAsync(new(0, 500), default))!;
        Assert.Contains("bounds", (await _store.Jobs.CancelAsync(bounds.Id, default)).Refused, StringComparison.Ordinal);
        var first = (await _store.Rules.PublishAsync(new("page_view", 7, true, "", true, null), default)).Rescore;
        await _store.Rules.PublishAsync(new("page_view", 8, true, "", true, null), default);
        Assert.Contains("Version 3", (await _store.Jobs.CancelAsync(first.Id, default)).Refused, StringComparison.Ordinal);
        Assert.Null((await _store.Jobs.CancelAsync(99, default)).Job);
        await _store.RunJobsAsync();
        Assert.All(await _store.Jobs.ListAsync(JobKind.Rescore, 10, default), job => Assert.Equal("completed", job.State));
    }

    [Fact]
    public async Task The_first_version_of_a_type_cancelled_leaves_its_events_unscored()
    {
        var lead = await _store.LeadAsync("ada");
        await _store.CommitAsync(Given.Event(lead, "w", "webinar", 100));
        var job = (await _store.Rules.PublishAsync(new("webinar", 60, true, "", true, null), default)).Rescore;
        await _store.RunJobsAsync();
        Assert.Equal(60, await _store.ScoreAsync(lead));
        Assert.NotNull((await _store.Jobs.CancelAsync(job.Id, default)).Refused); // completed jobs cannot be cancelled
        job = (await _store.Rules.PublishAsync(new("other", 60, true, "", true, null), default)).Rescore;
        var rolledBack = (await _store.Jobs.CancelAsync(job.Id, default)).RolledBack!;
        Assert.Equal((2, 0, false), (rolledBack.Rule.Version, rolledBack.Rule.Points, rolledBack.Rule.Active));
    }

    /// <summary>The scores at the current rules, also of leads that a rescore has not reached, computed from the ledger.</summary>
    private async Task<Dictionary<string, long>> CurrentRuleScoresAsync(string[] leads)
    {
        var timeline = await _store.Rules.TimelineAsync(default);
        var scores = new Dictionary<string, long>();
        foreach (var lead in leads)
        {
            var score = 0L;
            foreach (var line in await _store.LedgerAsync(lead, 500))
            {
                score = Math.Clamp(score + timeline.PointsAt(line.EventType, line.TimestampMs), timeline.Bounds.Min, timeline.Bounds.Max);
            }

            scores[lead] = score;
        }

        return scores;
    }
}
