using LeadScoring.Core.Events;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Leads;
using LeadScoring.Tests.Infrastructure;

namespace LeadScoring.Tests.Store.Conformance;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task What_a_commit_changed_waits_in_the_outbox_until_it_is_announced()
    {
        var (ada, bob) = (await AnnouncedLeadAsync("ada"), await AnnouncedLeadAsync("bob"));
        var result = await _store.CommitAsync(Given.Event(ada, "e1", "purchase", 10), Given.Event(bob, "e2", "page_view", 20));
        Assert.NotEmpty(result.Positions);

        foreach (var store in new[] { _store, _fixture.Open() })
        {
            var entries = await WaitingAsync(store);
            Assert.Equal(result.Positions.Order(), entries.Select(e => e.Position).Order());
            Assert.All(entries, e => Assert.Equal((ChangeKinds.Score, 0), (e.Kind, e.Deleted.Count)));
            Assert.Equal(
                result.Changes.Select(c => (c.LeadId, c.Score, c.Version)).Order(),
                entries.SelectMany(e => e.Changes).Select(c => (c.LeadId, c.Score, c.Version)).Order());
        }

        _store.Outbox.Announced(result.Positions);
        await NothingWaitsAsync();
    }

    [Fact]
    public async Task Marks_are_saved_with_the_next_commit()
    {
        var lead = await AnnouncedLeadAsync("ada");
        var first = await _store.CommitAsync(Given.Event(lead, "e1", "purchase", 10));
        _store.Outbox.Announced(first.Positions);
        var second = await _store.CommitAsync(Given.Event(lead, "e2", "page_view", 20));
        Assert.Equal(second.Positions, (await WaitingAsync(_fixture.Open())).Select(e => e.Position));
    }

    [Fact]
    public async Task An_entry_is_left_behind_only_when_it_is_older_than_asked_for()
    {
        await _store.LeadAsync("ada");
        Assert.Empty(await _store.Outbox.NotAnnouncedAsync(_fixture.Time.NowMs, 10, default));
        Assert.Single(await _store.Outbox.NotAnnouncedAsync(_fixture.Time.NowMs + 1, 10, default));
        _fixture.Time.Advance(1000);
        await _store.LeadAsync("bob");
        await _store.LeadAsync("cid");
        Assert.Single(await _store.Outbox.NotAnnouncedAsync(_fixture.Time.NowMs, 10, default));
        Assert.Equal(2, (await _store.Outbox.NotAnnouncedAsync(_fixture.Time.NowMs + 1, 2, default)).Count);
    }

    [Fact]
    public async Task Created_changed_and_deleted_leads_are_in_the_outbox_as_they_are_now()
    {
        var created = await _store.Leads.CreateManyAsync([.. Enumerable.Range(0, 40).Select(i => new LeadDraft($"n{i}", $"e{i}@example.com", null, LeadStatus.New, null))], default);
        var ids = created.Select(c => c.Created!.Id).ToList();
        Assert.All(created, c => Assert.NotEmpty(c.Positions));
        var update = await _store.Leads.UpdateAsync(ids[0], new("Ada", "ada@example.com", null, LeadStatus.Qualified, null), default);
        var deletion = (await _store.Leads.DeleteAsync(ids[1], default))!;

        var entries = await WaitingAsync(_store);
        Assert.Equal(
            created.SelectMany(c => c.Positions).Concat(update.Positions!).Concat(deletion.Positions).Distinct().Order(),
            entries.Select(e => e.Position).Order());
        Assert.All(entries, e => Assert.Equal(ChangeKinds.Lead, e.Kind));
        Assert.Equal(ids.Except([ids[1]]).Order(), entries.SelectMany(e => e.Changes).Select(c => c.LeadId).Distinct().Order());
        Assert.All(entries.SelectMany(e => e.Changes).Where(c => c.LeadId == ids[0]), c => Assert.Equal(update.Updated!.Version, c.Version));
        var deleted = entries.SelectMany(e => e.Deleted).ToList();
        Assert.NotEmpty(deleted);
        Assert.All(deleted, c => Assert.Equal((ids[1], deletion.Change.Version), (c.LeadId, c.Version)));

        _store.Outbox.Announced([.. entries.Select(e => e.Position)]);
        await NothingWaitsAsync();
    }

    [Fact]
    public async Task A_rescore_and_a_repair_are_in_the_outbox()
    {
        var lead = await AnnouncedLeadAsync("ada");
        _store.Outbox.Announced((await _store.CommitAsync(Given.Event(lead, "e1", "page_view", 10))).Positions);
        await NothingWaitsAsync();
        await _store.Rules.PublishAsync(new("page_view", 7, true, "", AppliesToAll: true, null), default);
        var job = (await _store.Jobs.NextAsync(default))!;
        var chunk = await _store.Jobs.RunChunkAsync(job, 10, false, default);
        await _store.Jobs.AdvanceAsync(job, chunk, default);
        var entry = Assert.Single(await WaitingAsync(_store));
        Assert.Equal((ChangeKinds.Rescored, Assert.Single(chunk.Positions)), (entry.Kind, entry.Position));
        Assert.Equal((lead, 7L), (entry.Changes[0].LeadId, entry.Changes[0].Score));
    }

    [Fact]
    public async Task What_changes_nothing_leaves_nothing_in_the_outbox()
    {
        var lead = await AnnouncedLeadAsync("ada");
        var e = Given.Event(lead, "e1", "page_view", 10);
        _store.Outbox.Announced((await _store.CommitAsync(e)).Positions);
        await NothingWaitsAsync();
        var again = await _store.CommitAsync(e, e with { Submission = -1 }, Given.Event("unknown", "x", "page_view", 10));
        Assert.Empty(again.Positions);
        Assert.NotEmpty(again.Changes); // announced again all the same, since the first announcement may have been lost
        Assert.NotNull((await _store.Leads.CreateAsync(new("Eve", "ada@example.com", null, LeadStatus.New, null), default)).ExistingLeadId);
        Assert.Empty(await WaitingAsync(_store));
    }

    private async Task<string> AnnouncedLeadAsync(string name)
    {
        var creation = await _store.Leads.CreateAsync(new(name, $"{name}@example.com", null, LeadStatus.New, null), default);
        _store.Outbox.Announced(creation.Positions);
        await NothingWaitsAsync();
        return creation.Created!.Id;
    }

    private Task<IReadOnlyList<OutboxEntry>> WaitingAsync(StorePorts store) => store.Outbox.NotAnnouncedAsync(_fixture.Time.NowMs + 1, 100, default);

    private Task NothingWaitsAsync() => Wait.UntilAsync(async () => (await WaitingAsync(_store)).Count == 0, "the marks are saved");
}
