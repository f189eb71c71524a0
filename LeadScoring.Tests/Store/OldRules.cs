using LeadScoring.Core.Jobs;

namespace LeadScoring.Tests.Store;

/// <summary>A store of a version without rules of logged activities, in which somebody has published one of their types, for tests of what is added to it.</summary>
internal static class OldRules
{
    /// <summary>With a lead that has an event of each kind.</summary>
    /// <param name="store">The store.</param>
    /// <param name="removeActivities">Removes the rules whose types begin with <c>rep:</c>.</param>
    public static async Task<string> CreateAsync(StorePorts store, Func<Task> removeActivities)
    {
        var lead = await store.LeadAsync("ada");
        await removeActivities();
        await store.Rules.PublishAsync(new("rep:note", 3, true, "Remark", true, "ada"), default);
        await store.RunJobsAsync();
        await store.CommitAsync(Given.Event(lead, "e1", "page_view", 1), Given.Event(lead, "e2", "rep:call", 2), Given.Event(lead, "e3", "rep:note", 3));
        return lead;
    }

    /// <summary>Opens it several times at once, as processes that start together do.</summary>
    public static async Task CheckAsync(Func<StorePorts> open, string lead)
    {
        var stores = Enumerable.Range(0, 4).Select(_ => open()).ToList();
        await Task.WhenAll(stores.Select(store => Task.Run(() => store.Rules.CurrentAsync(default))));
        stores.Add(open());
        foreach (var store in stores)
        {
            Assert.Equal(
                [("rep:call", 1, 0, "Call logged", 0L), ("rep:email", 1, 0, "E-mail logged", 0), ("rep:meeting", 1, 0, "Meeting logged", 0), ("rep:note", 1, 3, "Remark", 1)],
                (await store.Rules.CurrentAsync(default)).Where(r => r.EventType.StartsWith("rep:", StringComparison.Ordinal)).Select(r => (r.EventType, r.Version, r.Points, r.Description, r.Revision)));
            Assert.Single(await store.Rules.VersionsAsync("rep:call", default));
            Assert.Equal(1, (await store.Rules.TimelineAsync(default)).Revision);
            Assert.Single(await store.Jobs.ListAsync(JobKind.Rescore, 10, default)); // that of the published rule
            Assert.Equal([5, 0, 3], (await store.LedgerAsync(lead)).Select(l => l.Change));
            Assert.All(await store.LedgerAsync(lead), l => Assert.False(l.Unscored));
        }
    }
}
