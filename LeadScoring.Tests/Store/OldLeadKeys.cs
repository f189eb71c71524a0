using LeadScoring.Core.Leads;

namespace LeadScoring.Tests.Store;

/// <summary>
/// Leads with the keys that an earlier version gave them (name and address in lower case), for tests of the rewrite. Some are one mailbox by the keys of today.
/// </summary>
internal static class OldLeadKeys
{
    /// <summary>More than one part of the rewrite.</summary>
    private const int Others = 1_200;

    /// <summary>In the order of their creation; each has another address here, so that it can be created, and gets the one meant by <paramref name="set"/>.</summary>
    public static async Task<List<string>> CreateAsync(StorePorts store, Action<string, string, string, string> set)
    {
        (string Name, string Email)[] leads =
        [
            ("\u00c9mile", "jose\u0301@x.example"), ("Zoe", "jos\u00e9@x.example"), ("Elena", "a@xn--mnchen-3ya.de"), ("\u00d8yvind", "a@m\u00fcnchen.de"), ("Frank", "za\u00adra@x.example"),
            ("\u0301", "b@m\u00fcnchen.de"), ("Ada", "b@mu\u0308nchen.de"), ("Bob", "ZARA@x.example"), ("Cleo", "plain@x.example"),
        ];
        var all = leads.Concat(Enumerable.Range(0, Others).Select(i => ($"\u00c9{i:d4}", $"n{i}@\u00e9.example"))).ToList();
        var created = await store.Leads.CreateManyAsync([.. all.Select((lead, i) => new LeadDraft("n", $"{i}@created.example", null, LeadStatus.New, null))], default);
        var ids = created.Select(c => c.Created!.Id).ToList();
        foreach (var (lead, i) in all.Select((lead, i) => (lead, i))) set(ids[i], lead.Item1, lead.Item2, lead.Item2.ToUpperInvariant().ToLowerInvariant());
        return ids;
    }

    public static async Task CheckAsync(StorePorts store, List<string> ids)
    {
        async Task<int> Owner(string email) => (await store.Leads.FindByEmailAsync([email], default)).TryGetValue(email, out var id) ? ids.IndexOf(id) : -1;

        Assert.Equal((0, 0), (await Owner("jos\u00e9@x.example"), await Owner("jose\u0301@x.example")));
        Assert.Equal((2, 2), (await Owner("a@m\u00fcnchen.de"), await Owner("a@xn--mnchen-3ya.de")));
        Assert.Equal((5, 5), (await Owner("b@m\u00fcnchen.de"), await Owner("b@xn--mnchen-3ya.de")));
        Assert.Equal((4, 4), (await Owner("zara@x.example"), await Owner("za\u00adra@x.example")));
        Assert.Equal((8, ids.Count - 1), (await Owner("plain@x.example"), await Owner($"n{ids.Count - 10}@xn--9ca.example")));

        var query = new LeadQuery(0, 200, null, null, null, null, LeadSort.Name);
        foreach (var search in new[] { null, "e" })
        {
            var names = (await store.Leads.ListAsync(query with { Search = search }, default)).Leads.Select(l => l.Name).ToList();
            Assert.Equal(["\u0301", "Ada", "Bob", "Cleo", "\u00c90000"], names.Take(5));
            Assert.Equal(names.OrderBy(SearchKey.Of, StringComparer.Ordinal), names);
        }

        var last = await store.Leads.ListAsync(query with { Offset = ids.Count - 5 }, default);
        Assert.Equal(["Elena", "\u00c9mile", "Frank", "\u00d8yvind", "Zoe"], last.Leads.Select(l => l.Name));

        // The younger leads of a mailbox stay as they are, and can be given an address of their own, or deleted.
        Assert.Equal("a@m\u00fcnchen.de", (await store.Leads.FindAsync(ids[3], default))!.Email);
        Assert.Equal(ids[0], (await store.Leads.UpdateAsync(ids[1], new("Zoe", "jos\u00e9@x.example", null, LeadStatus.New, null), default)).ExistingLeadId);
        Assert.NotNull((await store.Leads.UpdateAsync(ids[1], new("Zoe", "zoe@x.example", null, LeadStatus.New, null), default)).Updated);
        Assert.NotNull(await store.Leads.DeleteAsync(ids[6], default));
        Assert.Equal(5, await Owner("b@m\u00fcnchen.de"));
    }
}
