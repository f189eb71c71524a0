using LeadScoring.Core.Events;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Stores;

namespace LeadScoring.Tests.Store.InMemory.Commits;

/// <summary>The law of the commit, on random histories.</summary>
public sealed class CommitProperties
{
    private static readonly string[] Types = ["email_open", "page_view", "form_submission", "demo_request", "purchase", "unsubscribe", "unheard_of"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    /// <summary>
    /// Two instances commit random batches with repeated, late and conflicting events, while transactions fail before and after their commits,
    /// work is run twice, and rules are published in between. Batches are repeated until they succeed, as by the worker. Then every ledger is the
    /// oracle's, everything that is counted is right, and a follower of the announcements has every lead's score.
    /// </summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_is_repeated_and_fails_the_ledgers_are_the_oracles_and_every_score_is_announced(int seed)
    {
        await using var fixture = new MemoryFixture();
        var history = new RandomHistory(new Random(seed), fixture);
        await history.RunAsync();
        await history.AssertLedgersAsync();
        await history.AssertCountsAsync();
        await history.AssertAnnouncedAsync();
    }

    private sealed class RandomHistory(Random random, MemoryFixture fixture)
    {
        private readonly MemoryStore _plain = fixture.Open(new MemoryFaults());
        private readonly List<IncomingEvent> _submitted = [];
        private readonly Dictionary<string, LeadChange> _announced = [];
        private string[] _leads = [];

        private StorePorts Ports => _plain.Ports;

        public async Task RunAsync()
        {
            _leads = [.. (await Ports.Leads.CreateManyAsync([.. Enumerable.Range(0, 9).Select(i => Draft(i))], default)).Select(creation => creation.Created!.Id)];
            await Ports.Imports.AddAsync(
                new() { Id = "import", Kind = Core.Imports.ImportKind.Events, FileName = "a.csv", StartedAtMs = 1, UpdatedAtMs = 1 }, default);
            await PublishAsync("unsubscribe", -170);
            MemoryStore[] stores = [OpenFaulty(), OpenFaulty()];
            for (var step = 0; step < 60; step++)
            {
                fixture.Time.Advance(random.Next(3));
                await CommitAsync(stores[random.Next(2)].Ports, SomeBatch());
                if (random.Next(10) == 0) await PublishAsync(Types[random.Next(Types.Length)], random.Next(-60, 60));
                if (random.Next(10) == 0) Announce((await Ports.RunJobsAsync(random.Next(1, 5))).ToArray());
            }

            Announce((await Ports.RunJobsAsync(4)).ToArray());
        }

        /// <summary>Where submissions of an eventId differ, the one that is stored has won.</summary>
        public async Task AssertLedgersAsync()
        {
            var winners = new List<IncomingEvent>();
            foreach (var submissions in _submitted.GroupBy(e => e.EventId))
            {
                var stored = (await Ports.Events.FindAsync(submissions.Key, default))!;
                winners.Add(submissions.First(e => e.Submission == stored.Submission && e.LeadId == stored.LeadId));
            }

            var rules = (await Task.WhenAll(Types.Select(type => Ports.Rules.VersionsAsync(type, default)))).SelectMany(versions => versions).ToList();
            foreach (var lead in _leads)
            {
                Assert.Equal(
                    Oracle.Ledger(winners, lead, rules, 0, 1000),
                    (await Ports.LedgerAsync(lead, 97)).Select(l => new Oracle.Line(l.TimestampMs, l.EventId, l.EventType, l.Points, l.Change, l.Score, l.RuleVersion)));
            }

            await Ports.Jobs.StartReplayAsync(default);
            await Ports.RunJobsAsync();
            Assert.Equal(0, Assert.Single(await Ports.Jobs.ListAsync(JobKind.Replay, 10, default)).Differences);
        }

        public async Task AssertCountsAsync()
        {
            var stored = fixture.Rows.Events.Values;
            Assert.Equal(_submitted.Select(e => e.EventId).Distinct().Count(), stored.Count());
            Assert.Equal(stored.Count(), await Ports.Events.CountAsync(default));
            Assert.Equal(stored.Count(e => e.Event.EventId.StartsWith('i')), (await Ports.Imports.FindAsync("import", default))!.Scored);
        }

        public async Task AssertAnnouncedAsync()
        {
            foreach (var id in _leads)
            {
                Assert.Equal(await Ports.ScoreAsync(id), _announced.GetValueOrDefault(id)?.Score ?? 0);
            }
        }

        private static Core.Leads.LeadDraft Draft(int i) => new($"lead{i}", $"lead{i}@example.com", null, Core.Leads.LeadStatus.New, null);

        private MemoryStore OpenFaulty()
        {
            var faults = new MemoryFaults { RunTwice = random.Next(2) == 0 };
            var store = fixture.Open(faults);
            faults.Fault = _ => random.Next(8) switch { 0 => MemoryFault.BeforeCommit, 1 => MemoryFault.AfterCommit, _ => MemoryFault.None };
            faults.Beginning = _ => random.Next(25) == 0 ? PublishAsync(Types[random.Next(Types.Length)], random.Next(-60, 60)) : Task.CompletedTask;
            faults.Committing = _ => random.Next(12) == 0 ? CommitAsync(Ports, SomeBatch()) : Task.CompletedTask; // a conflict
            return store;
        }

        private IncomingEvent[] SomeBatch() => [.. Enumerable.Range(0, random.Next(1, 25)).Select(_ => SomeEvent())];

        /// <summary>New, delivered again, submitted again, or submitted again with another lead, type and time.</summary>
        private IncomingEvent SomeEvent()
        {
            var kind = _submitted.Count == 0 ? 9 : random.Next(10);
            var known = kind < 4 ? _submitted[random.Next(_submitted.Count)] : null;
            var e = kind switch
            {
                < 2 => known! with { Attempt = known.Attempt + 1 },
                2 => known! with { Submission = random.NextInt64() },
                3 => Given.Event(SomeLead(), known!.EventId, SomeType(), SomeTime()) with { ImportId = known.ImportId },
                4 => Given.Event(SomeLead(), $"i{random.Next():x8}", SomeType(), SomeTime()) with { ImportId = "import" },
                _ => Given.Event(SomeLead(), $"e{random.Next():x8}", SomeType(), SomeTime()),
            };
            _submitted.Add(e);
            return e;
        }

        private string SomeLead() => _leads[random.Next(_leads.Length)];

        private string SomeType() => Types[random.Next(Types.Length)];

        private long SomeTime() => fixture.Time.NowMs + random.Next(-200, 60);

        private async Task PublishAsync(string type, int points) =>
            await Ports.Rules.PublishAsync(new(type, points, random.Next(6) == 0 ? false : null, "", random.Next(2) == 0, null), default);

        private async Task CommitAsync(StorePorts ports, IncomingEvent[] batch)
        {
            while (true)
            {
                try
                {
                    Announce([.. (await ports.Events.CommitAsync(batch, default)).Changes]);
                    return;
                }
                catch (StoreUnavailableException)
                {
                    // Delivered again.
                }
            }
        }

        /// <summary>As a dashboard takes changes: what is not newer is ignored.</summary>
        private void Announce(LeadChange[] changes)
        {
            foreach (var change in changes)
            {
                if (!_announced.TryGetValue(change.LeadId, out var known) || known.Version < change.Version) _announced[change.LeadId] = change;
            }
        }
    }
}
