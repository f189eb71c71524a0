using System.Diagnostics;
using LeadScoring.Core.Events;
using LeadScoring.Core.Feed;
using LeadScoring.Core.Insights;
using LeadScoring.Core.Jobs;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Trends;
using LeadScoring.Storage;

namespace LeadScoring.Benchmarks.Store;

/// <summary>Commits in order and late against raw inserts of the same rows, in turns, so that all see the same machine.</summary>
internal static class StoreBenchmark
{
    public static async Task RunAsync(StoreOptions options)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, $"leadscoring-bench-{Environment.ProcessId}")).FullName;
        try
        {
            await using var provider = new ServiceCollection()
                .AddLeadScoringStore($"Data Source={Path.Combine(folder, "store.db")}")
                .BuildServiceProvider();
            using var same = new RawInserts(Path.Combine(folder, "same.db"), RawInserts.SameTable);
            using var plain = new RawInserts(Path.Combine(folder, "plain.db"), RawInserts.Plain);
            await RunAsync(options, provider, same, plain);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(StoreOptions options, IServiceProvider store, RawInserts same, RawInserts plain)
    {
        Console.WriteLine($"{options} on {Environment.ProcessorCount} cores");
        var events = new Committer(store);
        // Points that balance, so that scores wander between the bounds instead of resting at the upper one.
        await store.GetRequiredService<IRuleStore>().PublishAsync(new("unsubscribe", -85, true, "", AppliesToAll: true, null), default);
        var leads = await LeadsAsync(store.GetRequiredService<ILeadStore>(), options.Leads);
        var source = new EventSource(leads, options.SequentialIds, options.StepMs);

        var preload = new Stopwatches("preload by CommitAsync");
        for (var left = options.Preload; left > 0; left -= 50_000)
        {
            var part = source.InOrder(Math.Min(50_000, left));
            await preload.MeasureAsync(part.Length, () => events.CommitAsync(part, options.Batch));
            foreach (var batch in part.Chunk(options.Batch))
            {
                same.Insert(batch);
                plain.Insert(batch);
            }
        }

        Console.WriteLine(preload);
        await Reasons.RunAsync(store.GetRequiredService<ITrendStore>(), leads);
        await CompareAsync(options, events, source, same, plain);
        var insights = store.GetRequiredService<IInsightStore>();
        await InsightReads.MergeAsync(insights, options.Preload + (2L * options.Events));
        await InsightReads.RunAsync(insights, source.ClockMs);
        await LongHistory.RunAsync(store, source);
        await Replay.RunAsync(store);
    }

    private static async Task CompareAsync(StoreOptions options, Committer store, EventSource source, RawInserts same, RawInserts plain)
    {
        var (plainRaw, raw) = (new Stopwatches("raw, PRIMARY KEY(event_id) only"), new Stopwatches("raw, same table and indexes"));
        var (inOrder, late) = (new Stopwatches("commit, in order"), new Stopwatches("commit, every event late"));
        var count = options.Events / options.Rounds;
        for (var round = 0; round < options.Rounds; round++)
        {
            var (first, second) = (source.InOrder(count), source.Late(count));
            await plainRaw.MeasureAsync(count, () => InsertAsync(plain, first, options.Batch));
            await raw.MeasureAsync(count, () => InsertAsync(same, first, options.Batch));
            await inOrder.MeasureAsync(count, () => store.CommitAsync(first, options.Batch));
            await late.MeasureAsync(count, () => store.CommitAsync(second, options.Batch));
        }

        foreach (var clock in new[] { plainRaw, raw, inOrder, late }) Console.WriteLine(clock);
        Console.WriteLine($"in order / raw {inOrder.PerSecond / raw.PerSecond:n2}   late / raw {late.PerSecond / raw.PerSecond:n2}   late / in order {late.PerSecond / inOrder.PerSecond:n2}   in order / plain raw {inOrder.PerSecond / plainRaw.PerSecond:n2}");
    }

    private static Task InsertAsync(RawInserts raw, IncomingEvent[] events, int batch)
    {
        foreach (var part in events.Chunk(batch)) raw.Insert(part);
        return Task.CompletedTask;
    }

    private static async Task<List<string>> LeadsAsync(ILeadStore store, int count)
    {
        var ids = new List<string>(count);
        for (var i = 0; i < count; i++)
        {
            var lead = await store.CreateAsync(new($"Lead {i}", $"lead{i}@example.com", "Example", LeadStatus.New, null), default);
            ids.Add(lead.Created!.Id);
        }

        return ids;
    }
}

/// <param name="Preload">Events stored before anything is measured.</param>
/// <param name="Leads">Leads that the events are spread over at random.</param>
/// <param name="Events">Events measured per way of writing, over all rounds.</param>
/// <param name="Batch">Events per commit, and rows per raw transaction.</param>
/// <param name="Rounds">How often the ways of writing take turns.</param>
/// <param name="SequentialIds">EventIds in ascending order instead of random ones.</param>
/// <param name="StepMs">Time between two events: with 26,000 a preload of 300,000 spans 90 days.</param>
/// <param name="Folder">Where the database files go; they are deleted afterwards.</param>
internal sealed record StoreOptions(int Preload, int Leads, int Events, int Batch, int Rounds, bool SequentialIds, int StepMs, string Folder)
{
    public static StoreOptions Parse(BenchmarkArguments args) => new(
        args.Number("preload", 1_000_000), args.Number("leads", 5_000), args.Number("events", 200_000), args.Number("batch", 1_000), args.Number("rounds", 4),
        args.Text("ids", "random") == "sequential", args.Number("step-ms", 1), args.Text("folder", Path.GetTempPath()));
}

/// <summary>Commits as the worker does: batch by batch, and marks what it would have announced.</summary>
internal sealed class Committer(IServiceProvider store)
{
    private readonly IEventStore _events = store.GetRequiredService<IEventStore>();
    private readonly IOutbox _outbox = store.GetRequiredService<IOutbox>();

    public async Task CommitAsync(IncomingEvent[] events, int batch)
    {
        foreach (var part in events.Chunk(batch)) _outbox.Announced((await _events.CommitAsync(part, default)).Positions);
    }
}

/// <summary>What a list shows beside up to 100 leads: why each is worth a call, which is worst when all of its events are new, and its scores over time.</summary>
internal static class Reasons
{
    private const int Leads = 100;
    private const int Calls = 200;

    public static async Task RunAsync(ITrendStore trends, List<string> leads)
    {
        var listed = leads.Take(Leads).ToList();
        await MeasureAsync($"reasons of {listed.Count} leads", () => trends.ReasonsAsync(listed, 0, default));
        await MeasureAsync($"scores of {listed.Count} leads at 24 times", () => trends.ScoresAsync(listed, EventSource.Begin, EventSource.Begin + 1_000_000, 24, default));
    }

    public static async Task MeasureAsync(string name, Func<Task> call)
    {
        var times = new List<double>(Calls);
        var before = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < Calls; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await call();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        var processor = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / Calls;
        times.Sort();
        Console.WriteLine($"{name}: p50 {times[Calls / 2]:n1} ms, p99 {times[Calls * 99 / 100]:n1} ms, max {times[^1]:n1} ms, {processor:n1} ms of processor time each");
    }
}

/// <summary>Events of one lead with a history of 100,000 events, committed one at a time, in order and late.</summary>
internal static class LongHistory
{
    private const int History = 100_000;
    private const int Commits = 3_000;

    public static async Task RunAsync(IServiceProvider store, EventSource source)
    {
        var lead = (await store.GetRequiredService<ILeadStore>()
            .CreateAsync(new("Big", "big@example.com", null, LeadStatus.New, null), default)).Created!.Id;
        var events = new Committer(store);
        await events.CommitAsync(source.InOrder(History, lead), 1000);
        var (inOrder, late) = (new Stopwatches("100,000-event lead, in order"), new Stopwatches("100,000-event lead, late"));
        for (var round = 0; round < 4; round++)
        {
            await inOrder.MeasureAsync(Commits, () => events.CommitAsync(source.InOrder(Commits, lead), 1));
            await late.MeasureAsync(Commits, () => events.CommitAsync(source.Late(Commits, lead), 1));
        }

        Console.WriteLine(inOrder);
        Console.WriteLine(late);
        Console.WriteLine($"processor time, late / in order {late.ProcessorMicroseconds / inOrder.ProcessorMicroseconds:n2}");
    }
}

/// <summary>Rescores everything, by publishing a rule from the beginning of time.</summary>
internal static class Replay
{
    public static async Task RunAsync(IServiceProvider store)
    {
        var rescores = store.GetRequiredService<IJobStore>();
        var rule = new RuleDraft("page_view", 6, true, "", AppliesToAll: true, null);
        await store.GetRequiredService<IRuleStore>().PublishAsync(rule, default);
        var events = (int)await store.GetRequiredService<IEventStore>().CountAsync(default);
        var clock = new Stopwatches("replay of everything");
        await clock.MeasureAsync(events, async () =>
        {
            while (await rescores.NextAsync(default) is { } job)
            {
                await rescores.AdvanceAsync(job, await rescores.RunChunkAsync(job, 500, false, default), default);
            }
        });
        Console.WriteLine(clock);
    }
}
