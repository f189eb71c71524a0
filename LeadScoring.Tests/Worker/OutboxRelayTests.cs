using LeadScoring.Core.Feed;
using LeadScoring.Core.Leads;
using LeadScoring.Tests.Infrastructure;
using LeadScoring.Tests.Store;
using LeadScoring.Worker.Hosting;

namespace LeadScoring.Tests.Worker;

/// <summary>What a process committed and did not announce before it died reaches the feed all the same.</summary>
[Trait("Category", StoreUnderTest.Any)]
public sealed class OutboxRelayTests : WorkerFixture
{
    private const int GraceMs = 1_000;
    private readonly IStoreFixture _fixture;

    public OutboxRelayTests() : this(StoreUnderTest.Fixture())
    {
    }

    private OutboxRelayTests(IStoreFixture fixture) : base(fixture)
    {
        _fixture = fixture;
        fixture.Time.Set(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000);
    }

    [Fact]
    public async Task A_lead_that_was_created_changed_or_deleted_by_a_process_that_died_is_announced()
    {
        var changed = (await Store.Leads.UpdateAsync(Leads[1], new("Ada", "ada@example.com", null, LeadStatus.New, null), default)).Updated!;
        var deleted = (await Store.Leads.DeleteAsync(Leads[2], default))!.Change;
        await StartAsync();
        await AnnouncedAsync(ChangeKinds.Lead, Leads[0], version: 1);
        await AnnouncedAsync(ChangeKinds.Lead, Leads[1], changed.Version);
        await AnnouncedAsync(ChangeKinds.Deleted, Leads[2], deleted.Version);
    }

    [Fact]
    public async Task A_commit_and_a_rescore_that_nobody_announced_are_announced()
    {
        var change = Assert.Single((await Store.CommitAsync(Given.Event(Leads[0], "e1", "purchase", 10))).Changes);
        await StartAsync();
        var entry = await AnnouncedAsync(ChangeKinds.Score, Leads[0], change.Version);
        Assert.Equal(100, entry.Score);

        await Store.Rules.PublishAsync(new("purchase", 7, true, "", AppliesToAll: true, null), default);
        await Store.RunJobsAsync();
        Assert.Equal(7, (await AnnouncedAsync(ChangeKinds.Rescored, Leads[0], change.Version + 1)).Score);
    }

    [Fact]
    public async Task What_was_announced_is_not_announced_again_and_what_is_new_is_left_to_its_process()
    {
        Store.Outbox.Announced([.. (await Store.Outbox.NotAnnouncedAsync(long.MaxValue, 1000, default)).Select(e => e.Position)]);
        await Wait.UntilAsync(async () => (await Store.Outbox.NotAnnouncedAsync(long.MaxValue, 1000, default)).Count == 0, "the marks are saved");
        _fixture.Time.Set(TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds());
        await Store.LeadAsync("new");
        _fixture.Time.Set(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000);
        var left = await Store.LeadAsync("left");
        await StartAsync();
        await AnnouncedAsync(ChangeKinds.Lead, left, version: 1);
        Assert.Equal(left, Assert.Single((await FeedAsync()).Select(e => e.LeadId).Distinct()));
    }

    private Task<TestWorker> StartAsync() => WorkerAsync((redis, store) => TestWorker.StartAsync(
        redis, store, configure: services => services.Configure<WorkerOptions>(o => (o.OutboxGraceMs, o.OutboxPollMs) = (GraceMs, 50))));

    private async Task<FeedEntry> AnnouncedAsync(string kind, string lead, long version)
    {
        FeedEntry? found = null;
        await Wait.UntilAsync(
            async () => (found = (await FeedAsync()).FirstOrDefault(e => e.Kind == kind && e.LeadId == lead && e.Version == version)) is not null,
            $"{kind} of {lead} is announced");
        return found!;
    }

    private async Task<IReadOnlyList<FeedEntry>> FeedAsync() => (await Get<IChangeFeed>().ReadAsync("0", 10_000, default)).Entries;
}
