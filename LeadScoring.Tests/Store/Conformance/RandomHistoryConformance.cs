using LeadScoring.Core.Events;
using LeadScoring.Core.Jobs;

namespace LeadScoring.Tests.Store.Conformance;

public abstract partial class StoreConformance
{
    /// <summary>
    /// Two instances do random things in random order: commit early and late events, publish, roll back and cancel rules, run chunks of
    /// rescores and replays. At the end every ledger is the oracle's, and no replay has found a difference.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Random_histories_of_rules_end_with_every_score_as_the_fold_of_its_events_at_the_current_rules(int seed)
    {
        var random = new Random(seed);
        var stores = new[] { _store, _fixture.Open() };
        var leads = await LeadsAsync(12);
        var events = new List<IncomingEvent>();
        for (var step = 0; step < 250; step++)
        {
            _fixture.Time.Advance(random.Next(3));
            var store = stores[random.Next(2)];
            switch (random.Next(12))
            {
                case < 5:
                    var batch = SomeEvents(random, leads, events.Count);
                    await store.CommitAsync(batch);
                    events.AddRange(batch);
                    break;
                case 5:
                    await store.Rules.PublishAsync(new(SomeType(random), random.Next(-60, 60), random.Next(5) == 0 ? false : null, null, random.Next(2) == 0, null), default);
                    break;
                case 6:
                    await RollBackSomeAsync(store, random);
                    break;
                case 7 when await store.Jobs.NextAsync(default) is { } open:
                    await store.Jobs.CancelAsync(open.Id, default);
                    break;
                case 8:
                    await store.Jobs.StartReplayAsync(default);
                    break;
                case 9 when random.Next(4) == 0:
                    await store.Rules.EnsureBoundsAsync(new(random.Next(-100, 1), random.Next(100, 400)), default);
                    break;
                case 10:
                    Assert.Empty((await store.Jobs.RecalculateAsync(leads[random.Next(leads.Length)], default))!.Differences);
                    break;
                default:
                    if (await store.Jobs.NextAsync(default) is not { } job) break;
                    var chunk = await store.Jobs.RunChunkAsync(job, 1 + random.Next(5), random.Next(2) == 0, default);
                    if (random.Next(3) > 0) await store.Jobs.AdvanceAsync(job, chunk, default); // otherwise: a crash before
                    break;
            }

            var lead = leads[random.Next(leads.Length)];
            Assert.Equal(await store.ScoreAsync(lead), (await store.LedgerAsync(lead, 500)).Sum(l => l.Change));
        }

        await _store.RunJobsAsync(3);
        var bounds = (await _store.Rules.TimelineAsync(default)).Bounds;
        foreach (var lead in leads) await AssertLedgerAsync(lead, events, bounds.Min, bounds.Max);
        await _store.Jobs.StartReplayAsync(default);
        await _store.RunJobsAsync(5);
        Assert.All(await _store.Jobs.ListAsync(JobKind.Replay, 100, default), replay => Assert.Equal(0, replay.Differences));
        foreach (var lead in await _store.Leads.LeaderboardAsync(100, default)) Assert.Equal(lead.Rank, (await _store.Leads.FindAsync(lead.Id, default))!.Rank);
    }

    private static string SomeType(Random random) => Types[random.Next(Types.Length)];

    /// <summary>Events around now, so that rules for new events concern some of them.</summary>
    private IncomingEvent[] SomeEvents(Random random, string[] leads, int number) =>
        [.. Enumerable.Range(0, random.Next(1, 40)).Select(i => Given.Event(
            leads[random.Next(leads.Length)], $"s{number}-{i}", SomeType(random), _fixture.Time.NowMs + random.Next(-300, 100)))];

    private static async Task RollBackSomeAsync(StorePorts store, Random random)
    {
        var type = SomeType(random);
        if (await store.Rules.VersionsAsync(type, default) is [var newest, ..]) await store.Rules.RollbackAsync(type, random.Next(1, newest.Version + 1), null, default);
    }
}
