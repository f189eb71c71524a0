using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Stores;

namespace LeadScoring.Tests.Store.Conformance;

public abstract partial class StoreConformance
{
    private static readonly LeadQuery All = new(0, 200, null, null, null, null, LeadSort.ScoreDescending);

    [Fact]
    public async Task A_created_lead_is_found_with_all_its_fields()
    {
        var draft = new LeadDraft("Zoë \"Q\" \0x", "Zoe@Example.com", "Ünïon", LeadStatus.Qualified, """{"a":1}""");
        var created = (await _store.Leads.CreateAsync(draft, default)).Created!;
        Assert.Equal(created, await _store.Leads.FindAsync(created.Id, default));
        Assert.Equal(
            new Lead(created.Id, draft.Name, draft.Email, draft.Company, draft.Status, draft.Metadata, 0, 1, 0, null, _fixture.Time.NowMs, _fixture.Time.NowMs, created.Version),
            created);
        Assert.Null(await _store.Leads.FindAsync("", default));
    }

    [Theory]
    [InlineData("ada@example.com", "ADA@Example.COM")]
    [InlineData("jürgen@münchen.de", "JÜRGEN@MÜNCHEN.DE")]
    [InlineData("νίκος@ελλάς.gr", "ΝΊΚΟΣ@ΕΛΛΆΣ.GR")]
    public async Task An_email_address_is_taken_whatever_its_case(string email, string same)
    {
        var id = await _store.LeadAsync("ada", email);
        Assert.Equal(new LeadCreation(null, id), await _store.Leads.CreateAsync(new("other", same, null, LeadStatus.New, null), default));
        var found = await _store.Leads.FindByEmailAsync([same, email, "unknown@example.com"], default);
        Assert.Equal((id, id, false), (found[same], found[email], found.ContainsKey("unknown@example.com")));
    }

    [Fact]
    public async Task Leads_created_at_once_by_two_instances_never_share_an_address()
    {
        var other = _fixture.Open();
        var created = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() =>
            (i % 2 == 0 ? _store : other).Leads.CreateAsync(new($"n{i}", $"e{i / 4}@example.com", null, LeadStatus.New, null), default))));
        Assert.Equal(10, created.Count(c => c.Created is not null));
        Assert.Equal(10, (await _store.Leads.ListAsync(All, default)).Total);
    }

    [Fact]
    public async Task Hundreds_of_leads_created_at_once_by_two_instances_are_all_there()
    {
        var other = _fixture.Open();
        var created = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(() => (i % 2 == 0 ? _store : other).LeadAsync($"n{i}"))));
        Assert.Equal(300, created.Distinct().Count());
        Assert.Equal(300, (await other.Leads.ListAsync(All, default)).Total);
        Assert.Equal(created.Order(StringComparer.Ordinal), (await _store.Leads.LeaderboardAsync(1000, default)).Select(l => l.Id));
    }

    [Fact]
    public async Task Existing_returns_which_ids_are_leads()
    {
        var lead = await _store.LeadAsync("ada");
        Assert.Equal([lead], await _store.Leads.ExistingAsync([lead, "unknown", lead.ToUpperInvariant(), ""], default));
    }

    [Fact]
    public async Task The_leaderboard_goes_by_score_then_earlier_last_event_then_id()
    {
        var leads = await LeadsAsync(7);
        await _store.CommitAsync(
            Given.Event(leads[0], "a", "page_view", 50), Given.Event(leads[1], "b", "purchase", 10),
            Given.Event(leads[2], "c", "page_view", 40), Given.Event(leads[3], "d", "page_view", 40),
            Given.Event(leads[4], "e", "unheard_of", 99));
        var board = await _store.Leads.LeaderboardAsync(1000, default);
        Assert.Equal([1, 2, 3, 0, 4, 5, 6], board.Select(l => Array.IndexOf(leads, l.Id)));
        Assert.Equal([1, 2, 2, 2, 5, 5, 5], board.Select(l => l.Rank));
        Assert.Equal(board.Take(3), await _store.Leads.LeaderboardAsync(3, default));
        foreach (var lead in board) Assert.Equal(lead, await _store.Leads.FindAsync(lead.Id, default));
    }

    [Fact]
    public async Task A_lead_without_events_stays_last_among_equals_whatever_is_sent_for_it()
    {
        var leads = await LeadsAsync(3);
        await _store.CommitAsync(Given.Event(leads[2], "e1", "unheard_of", 50));
        await _store.Rules.PublishAsync(new("page_view", 7, true, "", true, null), default);
        await _store.CommitAsync(Given.Event(leads[1], "e1", "unheard_of", 50)); // a duplicate, of another lead
        Assert.Equal([2, 0, 1], (await _store.Leads.LeaderboardAsync(10, default)).Select(l => Array.IndexOf(leads, l.Id)));
    }

    [Fact]
    public async Task Ranks_hold_over_wide_and_negative_scores()
    {
        await _store.Rules.EnsureBoundsAsync(new(-2_000_000_000, 2_000_000_000), default);
        var random = new Random(3);
        var leads = await LeadsAsync(40);
        foreach (var (lead, i) in leads.Select((l, i) => (l, i)))
        {
            var points = random.Next(3) == 0 ? random.Next(-300, 300) : random.Next(-1_000_000, 1_000_000);
            await _store.Rules.PublishAsync(new($"t{i}", points, true, "", true, null), default);
            await _store.CommitAsync([.. Enumerable.Range(0, 1 + random.Next(60)).Select(n => Given.Event(lead, $"e{i}-{n}", $"t{i}", n))]);
        }

        var board = await _store.Leads.LeaderboardAsync(1000, default);
        foreach (var lead in board)
        {
            Assert.Equal(1 + board.Count(l => l.CurrentScore > lead.CurrentScore), lead.Rank);
            Assert.Equal(lead.Rank, (await _store.Leads.FindAsync(lead.Id, default))!.Rank);
        }
    }

    [Fact]
    public async Task Lists_page_and_sort_every_way()
    {
        var leads = await LeadsAsync(30);
        var random = new Random(2);
        await _store.CommitAsync([.. Enumerable.Range(0, 60).Select(i => Given.Event(leads[random.Next(25)], $"e{i}", Types[random.Next(5)], random.Next(50)))]);
        var all = (await _store.Leads.ListAsync(All, default)).Leads;
        var sorts = new Dictionary<LeadSort, IEnumerable<Lead>>
        {
            [LeadSort.ScoreDescending] = all.OrderByDescending(l => l.CurrentScore).ThenBy(l => l.LastEventAtMs ?? long.MaxValue).ThenBy(l => l.Id, StringComparer.Ordinal),
            [LeadSort.Name] = all.OrderBy(l => l.Name, StringComparer.Ordinal),
            [LeadSort.LastEventDescending] = all.OrderByDescending(l => l.LastEventAtMs ?? long.MinValue).ThenBy(l => l.Id, StringComparer.Ordinal),
            [LeadSort.CreatedDescending] = all.OrderByDescending(l => l.CreatedAtMs).ThenBy(l => l.Id, StringComparer.Ordinal),
        };
        foreach (var (sort, expected) in sorts)
        {
            var paged = new List<Lead>();
            for (var offset = 0; offset < 35; offset += 7)
            {
                var page = await _store.Leads.ListAsync(All with { Offset = offset, Limit = 7, Sort = sort }, default);
                Assert.Equal((30L, false), (page.Total, page.TotalIsLowerBound));
                paged.AddRange(page.Leads);
            }

            Assert.Equal(expected, paged);
        }
    }

    [Fact]
    public async Task Lists_filter_by_score_status_and_search_together()
    {
        var ids = new List<string>();
        foreach (var (name, status, company) in new[]
        {
            ("Ada Lovelace", LeadStatus.New, "Engines"), ("Bob", LeadStatus.Lost, "LOVELY Ltd"), ("Cäsar", LeadStatus.New, null),
            ("Dora", LeadStatus.New, "love"), ("Eve", LeadStatus.New, "hate"),
        })
        {
            ids.Add((await _store.Leads.CreateAsync(new(name, $"x{ids.Count}@example.com", company, status, null), default)).Created!.Id);
        }

        await _store.CommitAsync(Given.Event(ids[0], "a", "purchase", 1), Given.Event(ids[1], "b", "demo_request", 1), Given.Event(ids[3], "c", "page_view", 1));
        async Task<string> Found(LeadQuery query)
        {
            var page = await _store.Leads.ListAsync(query, default);
            Assert.Equal((page.Leads.Count, false), ((int)page.Total, page.TotalIsLowerBound));
            return string.Concat(page.Leads.Select(l => ids.IndexOf(l.Id)));
        }

        Assert.Equal("013", await Found(All with { Search = "LoVe" }));
        Assert.Equal("03", await Found(All with { Search = "love", Statuses = LeadStatus.New }));
        Assert.Equal("3", await Found(All with { Search = "love", Statuses = LeadStatus.New, MaxScore = 99 }));
        Assert.Equal("01", await Found(All with { MinScore = 6 }));
        Assert.Equal("1", await Found(All with { MinScore = 6, MaxScore = 50, Sort = LeadSort.Name }));
        Assert.Equal("2", await Found(All with { Search = "CÄS", Sort = LeadSort.CreatedDescending }));
        Assert.Equal("3", await Found(All with { Search = "x3@EXAMPLE" }));
        Assert.Equal("013", await Found(All with { MinScore = 1, Sort = LeadSort.LastEventDescending }));
    }

    [Theory]
    [InlineData("'; DROP TABLE leads; --")]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("\"")]
    [InlineData("*")]
    [InlineData("\\")]
    [InlineData("[a-z]")]
    [InlineData("\0")]
    [InlineData("?1")]
    public async Task Search_takes_every_character_as_it_is(string text)
    {
        await _store.LeadAsync("ada");
        var named = (await _store.Leads.CreateAsync(new($"x{text}y", "odd@example.com", null, LeadStatus.New, null), default)).Created!.Id;
        Assert.Equal(named, Assert.Single((await _store.Leads.ListAsync(All with { Search = text }, default)).Leads).Id);
    }

    [Fact]
    public async Task Events_page_newest_first_and_end()
    {
        var lead = await _store.LeadAsync("ada");
        var events = RandomEvents(new Random(11), [lead], 100);
        await _store.CommitAsync(events);
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await _store.Events.ListAsync(lead, cursor, 20, default))!;
            Assert.InRange(page.Items.Count, 1, 20);
            ids.AddRange(page.Items.Select(e => e.EventId));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(events.OrderByDescending(e => e.TimestampMs).ThenByDescending(e => e.EventId, StringComparer.Ordinal).Select(e => e.EventId), ids);
    }

    [Fact]
    public async Task Lists_of_a_lead_are_null_without_the_lead_and_empty_without_events()
    {
        Assert.Null(await _store.Events.ListAsync("unknown", null, 10, default));
        Assert.Null(await _store.Events.LedgerAsync("unknown", LedgerOrder.OldestFirst, null, 10, default));
        var lead = await _store.LeadAsync("ada");
        Assert.Empty((await _store.Events.ListAsync(lead, null, 10, default))!.Items);
        Assert.Null((await _store.Events.LedgerAsync(lead, LedgerOrder.OldestFirst, null, 10, default))!.Next);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("***")]
    [InlineData("ZXwxfA")]
    [InlineData("bHxub3RhbnVtYmVyfGUx")]
    public async Task A_cursor_that_no_page_gave_is_refused(string cursor)
    {
        var lead = await _store.LeadAsync("ada");
        await Assert.ThrowsAsync<InvalidCursorException>(() => _store.Events.ListAsync(lead, cursor, 10, default));
        await Assert.ThrowsAsync<InvalidCursorException>(() => _store.Events.LedgerAsync(lead, LedgerOrder.OldestFirst, cursor, 10, default));
    }
}
