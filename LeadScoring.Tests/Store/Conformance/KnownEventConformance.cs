using LeadScoring.Core.Events;

namespace LeadScoring.Tests.Store.Conformance;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task A_committed_event_is_known_as_the_same_or_a_different_one_and_each_event_is_compared_for_itself()
    {
        var (ada, bob) = (await _store.LeadAsync("ada"), await _store.LeadAsync("bob"));
        var e = Given.Event(ada, "e1", "purchase", 10) with { Metadata = """{"a":1,"b":[true,null]}""" };
        var untimed = Given.Event(ada, "untimed", "page_view", 10) with { TimestampGiven = false };
        await _store.CommitAsync(e, untimed);
        Assert.Equal(
            [
                KnownEvent.Same, KnownEvent.Different, KnownEvent.Unknown, KnownEvent.Same, KnownEvent.Same, KnownEvent.Different,
                KnownEvent.Different, KnownEvent.Different, KnownEvent.Different, KnownEvent.Same, KnownEvent.Different, KnownEvent.Unknown,
            ],
            await _fixture.Open().Events.KnownAsync(
                [
                    e, e with { EventType = "page_view" }, e with { EventId = "e2" }, e with { Submission = -1, Metadata = """{ "b": [true, null], "a": 1.0 }""" },
                    e with { TimestampMs = 11, TimestampGiven = false }, e with { TimestampMs = 11 },
                    e with { LeadId = bob }, e with { Metadata = null }, e with { Metadata = "{}" }, untimed with { TimestampMs = 11, TimestampGiven = true },
                    untimed with { Metadata = "{}" }, e with { EventId = "E1" },
                ],
                default));
        Assert.Empty(await _store.Events.KnownAsync([], default));
    }

    /// <summary>Whatever the row says: its lead is another one, since lead ids are never used again, or does not exist.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public async Task An_event_of_a_deleted_lead_is_known_as_such_while_it_is_purged_and_after(int purgedRows)
    {
        var (gone, ada, later) = (await _store.LeadAsync("gone"), await _store.LeadAsync("ada"), await _store.LeadAsync("later"));
        IncomingEvent[] events = [.. Enumerable.Range(0, 4).Select(i => Given.Event(gone, $"e{i}", "page_view", i))];
        var other = Given.Event(ada, "other", "page_view", 10);
        await _store.CommitAsync([.. events, other, Given.Event(later, "last", "page_view", 10)]);
        await _store.Leads.DeleteAsync(gone, default);
        await _store.Leads.DeleteAsync(later, default);
        if (purgedRows > 0) Assert.True(await _store.Leads.PurgeAsync(purgedRows, default));
        if (purgedRows > 1) await PurgeAsync(purgedRows);
        foreach (var store in new[] { _store, _fixture.Open() })
        {
            Assert.All(await store.Events.KnownAsync(events, default), known => Assert.Equal(KnownEvent.LeadDeleted, known));
            Assert.Equal(
                [KnownEvent.LeadDeleted, KnownEvent.Same, KnownEvent.LeadDeleted, KnownEvent.Unknown, KnownEvent.Different, KnownEvent.LeadDeleted],
                await store.Events.KnownAsync(
                    [events[0] with { LeadId = ada }, other, Given.Event(ada, "last", "page_view", 10), other with { EventId = "new" }, other with { TimestampMs = 9 }, events[0]],
                    default));
        }
    }

    /// <summary>So an import may leave out of the queue what is known, and count it as the commit would have found it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_is_known_of_an_event_is_what_its_commit_finds(int seed)
    {
        var random = new Random(seed);
        var leads = await LeadsAsync(8);
        var (deleted, left) = (leads[..3], leads[3..]);
        var events = RandomEvents(random, leads, 200);
        await _store.CommitAsync(events);
        foreach (var lead in deleted) await _store.Leads.DeleteAsync(lead, default);
        for (var i = 0; i < 10; i++) await _store.Leads.PurgeAsync(3, default);
        var again = events.Select((e, i) => Given.Event(
            random.Next(3) == 0 || deleted.Contains(e.LeadId) ? left[random.Next(left.Length)] : e.LeadId,
            random.Next(5) == 0 ? $"new{i}" : e.EventId, random.Next(5) == 0 ? SomeType(random) : e.EventType, e.TimestampMs)).ToArray();
        var known = await _store.Events.KnownAsync(again, default);
        var outcomes = (await _store.CommitAsync(again)).Outcomes;
        Assert.Equal(
            known.Select(k => (k == KnownEvent.Unknown ? EventStatus.Committed : EventStatus.Duplicate, k is KnownEvent.Different or KnownEvent.LeadDeleted)),
            outcomes.Select(o => (o.Status, o.Conflict)));
        Assert.Equal(Enum.GetValues<KnownEvent>(), known.Distinct().Order());
    }
}
