using LeadScoring.Core.Leads;

namespace LeadScoring.Tests.Store.Conformance;

public abstract partial class StoreConformance
{
    private static readonly (string Name, string Company)[] Corpus =
    [
        ("O'Brien \"Bob\"", "100% Organic"), ("under_score", "a*b*c"), ("Zoë Müller", "Ünïon GmbH"), ("Jose\u0301 Nun\u0303ez", "Peña & Söhne"),
        ("🚀 Rocket 👩‍👩‍👧", "emoji 🎉🎉"), ("שלום עולם", "حساب المبيعات"), ("李小龙", "株式会社ＡＢＣ"), ("Łukasz Żółć", "NULL"),
        ("<script>alert(1)</script>", "x'; DROP TABLE leads; --"), ("back\\slash", "tab\there"), ("Ελλάς ΟΔΥΣΣΕΥΣ", "Москва ЁЖ"), ("İstanbul ﬁx", "q"),
    ];

    public static readonly TheoryData<string, string> Searches = new()
    {
        { "'", "0,8" }, { "\"", "0" }, { "\"Bob\"", "0" }, { "%", "0" }, { "100%", "0" }, { "_", "1" }, { "*", "1" }, { "a*b", "1" }, { "*b*", "1" },
        { "zoë", "2" }, { "zoe", "2" }, { "ZOE\u0308", "2" }, { "MULLER", "2" }, { "josé", "3" }, { "jose", "3" }, { "núñez", "3" }, { "pena", "3" }, { "sohne", "3" },
        { "🚀", "4" }, { "🎉🎉", "4" }, { "👧", "4" }, { "🎊", "" }, { "שלום", "5" }, { "ם", "5" }, { "المبيعات", "5" }, { "小", "6" }, { "李小龙", "6" }, { "abc", "6" }, { "ＡＢＣ", "6" },
        { "żółć", "7" }, { "łu", "7" }, { "null", "7" }, { "<script>", "8" }, { "DROP TABLE leads; --", "8" }, { "\\", "9" }, { "\\s", "9" }, { "\t", "9" },
        { "ελλας", "10" }, { "οδυσσευς", "10" }, { "ёж", "10" }, { "еж", "10" }, { "istanbul", "11" }, { "fix", "11" }, { "q", "11" },
        { "7@", "7" }, { "@e", "0,1,2,3,4,5,6,7,8,9,10,11" }, { "zz", "" }, { "\u0301", "" }, { "\0", "" }, { "muller\u00fc", "" }, { "slashtab", "" }, { "\ud83d", "" }, { "?1", "" },
        { "AND", "" }, { "zoe*", "" }, { "name:zoe", "" }, { "^zoe", "" }, { "zoe OR jose", "" }, { "-zoe", "" }, { "NEAR(zoe)", "" },
    };

    [Fact]
    public async Task Search_finds_any_substring_of_any_script()
    {
        var ids = new List<string>();
        foreach (var (name, company) in Corpus)
        {
            ids.Add((await _store.Leads.CreateAsync(new(name, $"n{ids.Count}@example.com", company, LeadStatus.New, null), default)).Created!.Id);
        }

        foreach (var row in Searches)
        {
            var (text, expected) = ((string)row[0], (string)row[1]);
            var page = await _store.Leads.ListAsync(All with { Search = text, Sort = LeadSort.CreatedDescending }, default);
            Assert.True(
                expected == string.Join(',', page.Leads.Select(l => ids.IndexOf(l.Id)).Order()),
                $"{text}: expected {expected}, found {string.Join(',', page.Leads.Select(l => ids.IndexOf(l.Id)).Order())}");
            Assert.Equal(page.Leads.Count, page.Total);
        }
    }

    [Fact]
    public async Task Every_lead_is_found_by_every_part_of_its_name()
    {
        var random = new Random(9);
        string[] alphabets = ["abcdefghij ", "ÀÉîõüßłøÆŒçñ", "αβγάέήώςΣΩ", "абвёйїЁЙ", "אבגדה", "ابتثج", "日本語한국어", "🚀🎉👩‍👩‍👧", "%_*\"\\[]()?!@#&", "\u0301\u0308e~^"];
        string Text(int runes) => string.Concat(Enumerable.Range(0, runes).Select(_ => alphabets[random.Next(alphabets.Length)].EnumerateRunes().ElementAt(random.Next(5))));
        var names = Enumerable.Range(0, 120).Select(i => $"n{i} {Text(12)}").ToList();
        foreach (var (name, i) in names.Select((n, i) => (n, i))) await _store.LeadAsync(name, $"p{i}@example.com");
        for (var round = 0; round < 600; round++)
        {
            var name = names[random.Next(names.Count)];
            var runes = name.EnumerateRunes().ToList();
            var (from, length) = (random.Next(runes.Count), random.Next(1, 6));
            var part = string.Concat(runes.Skip(from).Take(length));
            if (SearchKey.Of(part).Length == 0) continue; // accents alone
            var found = (await _store.Leads.ListAsync(All with { Search = part }, default)).Leads;
            Assert.Contains(found, l => l.Name == name);
            Assert.All(found, l => Assert.Contains(SearchKey.Of(part), SearchKey.Of($"{l.Name}|{l.Email}"), StringComparison.Ordinal));
            Assert.Equal(names.Count(n => SearchKey.Of(n).Contains(SearchKey.Of(part), StringComparison.Ordinal)), found.Count(l => SearchKey.Of(l.Name).Contains(SearchKey.Of(part), StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Search_never_matches_across_two_fields()
    {
        await _store.Leads.CreateAsync(new("ab", "cd@example.com", "ef", LeadStatus.New, null), default);
        await _store.Leads.CreateAsync(new("gh", "ij@example.com", null, LeadStatus.New, null), default);
        foreach (var text in new[] { "abcd", "comef", "ab cd", "efgh", "b\u00ffc", "fg", "mg" })
        {
            Assert.Equal(0, (await _store.Leads.ListAsync(All with { Search = text }, default)).Total);
        }
    }

    [Fact]
    public async Task Filtered_lists_follow_every_change_at_once_whoever_makes_it()
    {
        var other = _fixture.Open();
        var lead = await _store.LeadAsync("ada");
        async Task<string> Found(LeadQuery query) => string.Join(' ', (await _store.Leads.ListAsync(query, default)).Leads.Select(l => $"{l.Name}:{l.CurrentScore}"));

        Assert.Equal("ada:0", await Found(All with { Search = "a" }));
        await other.CommitAsync(Given.Event(lead, "e1", "purchase", 10));
        Assert.Equal("ada:100", await Found(All with { MinScore = 100 }));
        await other.LeadAsync("aa");
        Assert.Equal("aa:0 ada:100", await Found(All with { Search = "a", Sort = LeadSort.Name }));
        await other.Leads.UpdateAsync(lead, Eve, default);
        Assert.Equal("Eve:100", await Found(All with { Search = "evil", Statuses = LeadStatus.Customer }));
        Assert.Equal("", await Found(All with { Search = "ada" }));
        Assert.Equal("aa:0 Eve:100", await Found(All with { Search = "example", Sort = LeadSort.Name }));
        await other.Rules.PublishAsync(new("purchase", 30, true, "", true, null), default);
        await other.RunJobsAsync();
        Assert.Equal("Eve:30", await Found(All with { MinScore = 1, MaxScore = 99 }));
        await other.Leads.DeleteAsync(lead, default);
        Assert.Equal("aa:0", await Found(All with { Search = "example", Sort = LeadSort.Name }));
        await other.RunJobsAsync();
    }

    [Fact]
    public async Task A_filtered_total_is_counted_up_to_the_depth_that_can_be_reached()
    {
        var leads = await LeadsAsync(300);
        var page = await _store.Leads.ListAsync(All with { Search = "example", Limit = 7, Offset = 290, Sort = LeadSort.CreatedDescending }, default);
        Assert.Equal((300L, false), (page.Total, page.TotalIsLowerBound));
        Assert.Equal(leads.Skip(290).Take(7), page.Leads.Select(l => l.Id));
        Assert.Empty((await _store.Leads.ListAsync(All with { Search = "example", Offset = 300 }, default)).Leads);
    }
}

public abstract partial class StoreConformance
{
    [Fact]
    public async Task Leads_are_listed_and_exported_by_their_last_event()
    {
        var random = new Random(8);
        var leads = await LeadsAsync(150);
        await _store.CommitAsync([.. Enumerable.Range(0, 300).Select(i => Given.Event(leads[random.Next(120)], $"e{i}", Types[random.Next(5)], random.Next(50)))]);
        var all = (await _store.Leads.ListAsync(All, default)).Leads;
        Assert.Contains(all, l => l.LastEventAtMs is null);
        foreach (var (active, inactive) in new (long?, long?)[] { (20, null), (null, 20), (10, 30), (0, null), (null, 0), (49, 50), (null, 51), (51, null) })
        {
            var expected = all.Where(l => (active is null || l.LastEventAtMs >= active) && (inactive is null || l.LastEventAtMs is null || l.LastEventAtMs < inactive)).ToList();
            var query = All with { ActiveSinceMs = active, InactiveSinceMs = inactive };
            var page = await _store.Leads.ListAsync(query, default);
            Assert.Equal(expected, page.Leads);
            Assert.Equal((expected.Count, false), ((int)page.Total, page.TotalIsLowerBound));
            Assert.Equal(expected, await ExportAsync(query));
            Assert.Equal(
                expected.Where(l => l.CurrentScore >= 20 && l.Name.EndsWith('7')).Select(l => l.Id).Order(),
                (await ExportAsync(query with { MinScore = 20, Search = "7@", Sort = LeadSort.LastEventDescending })).Select(l => l.Id).Order());
        }
    }

    [Fact]
    public async Task A_lead_becomes_active_with_its_next_event_and_not_with_a_late_one()
    {
        var lead = await _store.LeadAsync("ada");
        async Task<(long Active, long Inactive)> CountAsync() => (
            (await _store.Leads.ListAsync(All with { ActiveSinceMs = 100 }, default)).Total, (await _store.Leads.ListAsync(All with { InactiveSinceMs = 100 }, default)).Total);

        Assert.Equal((0, 1), await CountAsync());
        await _store.CommitAsync(Given.Event(lead, "e1", "page_view", 99));
        Assert.Equal((0, 1), await CountAsync());
        await _store.CommitAsync(Given.Event(lead, "e2", "page_view", 100));
        Assert.Equal((1, 0), await CountAsync());
        await _store.CommitAsync(Given.Event(lead, "e3", "page_view", 50));
        Assert.Equal((1, 0), await CountAsync());
    }
}
