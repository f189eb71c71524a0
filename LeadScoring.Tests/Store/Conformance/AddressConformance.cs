using LeadScoring.Core.Leads;

namespace LeadScoring.Tests.Store.Conformance;

/// <summary>Addresses that are written in several ways, and the order of names.</summary>
public abstract partial class StoreConformance
{
    [Theory]
    [InlineData("zara@x.example", "za\u00adra\u200b@x.example", "\ufeffZARA@x.example")]
    [InlineData("jos\u00e9@x.example", "jose\u0301@x.example", "JOSE\u0301@x.example")]
    [InlineData("jose\u0301@x.example", "jos\u00e9@x.example", "jos\u00e9@x.example ")]
    [InlineData("a@m\u00fcnchen.de", "a@xn--mnchen-3ya.de", "A@XN--MNCHEN-3YA.de")]
    [InlineData("a@xn--mnchen-3ya.de", "a@m\u00fcnchen.de", "a@mu\u0308nchen.de")]
    public async Task A_mailbox_is_one_lead_however_its_address_is_written(string email, params string[] same)
    {
        var id = await _store.LeadAsync("ada", email);
        var other = await _store.LeadAsync("bob", "bob@x.example");
        foreach (var spelling in same)
        {
            Assert.Equal(new LeadCreation(null, id), await _store.Leads.CreateAsync(new("other", spelling, null, LeadStatus.New, null), default));
            Assert.Equal(id, (await _store.Leads.FindByEmailAsync([spelling], default))[spelling]);
            Assert.Equal(id, (await _store.Leads.UpdateAsync(other, new("bob", spelling, null, LeadStatus.New, null), default)).ExistingLeadId);
            Assert.NotNull((await _store.Leads.UpdateAsync(id, new("ada", spelling, null, LeadStatus.New, null), default)).Updated);
        }

        var many = await _store.Leads.CreateManyAsync([.. same.Select(s => new LeadDraft("m", "new" + s.Trim('\ufeff'), null, LeadStatus.New, null))], default);
        Assert.Equal(same.Select(s => EmailAddress.Key("new" + s.Trim('\ufeff'))).Distinct().Count(), many.Count(m => m.Created is not null));
        Assert.NotNull(await _store.Leads.DeleteAsync(id, default));
        Assert.Empty(await _store.Leads.FindByEmailAsync([email, .. same], default));
    }

    [Fact]
    public async Task Search_finds_an_address_in_either_form_of_its_domain()
    {
        var unicode = await _store.LeadAsync("ada", "ada@m\u00fcnchen.example");
        var ascii = await _store.LeadAsync("bob", "bob@xn--mnchen-3ya.example");
        await _store.LeadAsync("cleo", "cleo@munich.example");
        foreach (var text in new[] { "m\u00fcnchen", "xn--mnchen-3ya", "XN--MNCHEN", "Munchen.ex", "mu\u0308nchen", "m\u00fcn\u200bchen\u00ad", "@xn--mnchen-3ya.example" })
        {
            Assert.Equal([unicode, ascii], (await _store.Leads.ListAsync(All with { Search = text }, default)).Leads.Select(l => l.Id));
        }

        Assert.Equal(unicode, Assert.Single((await _store.Leads.ListAsync(All with { Search = "ada@xn--" }, default)).Leads).Id);
        Assert.Equal(0, (await _store.Leads.ListAsync(All with { Search = "exampleada" }, default)).Total);
        await _store.Leads.UpdateAsync(unicode, new("ada", "ada@x.example", null, LeadStatus.New, null), default);
        Assert.Equal(ascii, Assert.Single((await _store.Leads.ListAsync(All with { Search = "m\u00fcnchen" }, default)).Leads).Id);
    }

    [Fact]
    public async Task Search_ignores_invisible_characters_in_names()
    {
        var id = await _store.LeadAsync("Za\u00adra \u200bKhan", "z@x.example");
        foreach (var text in new[] { "zara khan", "Zara\u200b", "z\u2060ara" }) Assert.Equal(id, Assert.Single((await _store.Leads.ListAsync(All with { Search = text }, default)).Leads).Id);
    }

    [Fact]
    public async Task Names_are_sorted_as_people_look_for_them()
    {
        // \u0301 alone folds to nothing, and goes first.
        string[] sorted = ["\u0301", "\u00c1da", "ADA", "Elena", "\u00c9mile", "e\u0301mile", "\uff26rank", "Frank", "frank", "\u00d8yvind", "Ozzy", "Zo\u00eb", "Zoe", "\u0401\u0436", "\u0416"];
        foreach (var name in sorted) await _store.LeadAsync(name, $"n{Array.IndexOf(sorted, name)}@x.example");
        var query = All with { Sort = LeadSort.Name };
        async Task CheckAsync(IEnumerable<string> expected, LeadQuery some)
        {
            Assert.Equal(expected, (await _store.Leads.ListAsync(some, default)).Leads.Select(l => l.Name));
            Assert.Equal(expected, (await ExportAsync(some)).Select(l => l.Name));
        }

        await CheckAsync(sorted, query);
        await CheckAsync(sorted, query with { Search = "x.example" });
        Assert.Equal(sorted[4..8], (await _store.Leads.ListAsync(query with { Offset = 4, Limit = 4 }, default)).Leads.Select(l => l.Name));
        Assert.Equal(sorted[4..8], (await _store.Leads.ListAsync(query with { Offset = 4, Limit = 4, Search = "x.example" }, default)).Leads.Select(l => l.Name));
        var emile = (await _store.Leads.ListAsync(query with { Search = "n4@" }, default)).Leads.Single();
        await _store.Leads.UpdateAsync(emile.Id, new("\u00c5ge", emile.Email, null, LeadStatus.New, null), default);
        string[] changed = [.. sorted[..3], "\u00c5ge", sorted[3], .. sorted[5..]];
        await CheckAsync(changed, query);
        await CheckAsync(changed, query with { Search = "x.example" });
    }
}
