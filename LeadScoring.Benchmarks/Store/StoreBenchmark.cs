using LeadScoring.Core.Events;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Rules;
using LeadScoring.Storage;
using Microsoft.Extensions.DependencyInjection;

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
        var events = store.GetRequiredService<IEventStore>();
        // Points that balance, so that scores wander between the bounds instead of resting at the upper one.
        await store.GetRequiredService<IRuleStore>().PublishAsync(new("unsubscribe", -85, true, "", AppliesToAll: true, null), default);
        var leads = await LeadsAsync(store.GetRequiredService<ILeadStore>(), options.Leads);
        var source = new EventSource(leads, options.SequentialIds);

        var preload = new Stopclock("preload by CommitAsync");
        for (var left = options.Preload; left > 0; left -= 50_000)
        {
            var part = source.InOrder(Math.Min(50_000, left));
            await preload.MeasureAsync(part.Length, () => CommitAsync(events, part, options.Batch));
            foreach (var batch in part.Chunk(options.Batch))
            {
                same.Insert(batch);
                plain.Insert(batch);
            }
        }

        Console.WriteLine(preload);
        await CompareAsync(options, events, source, same, plain);
        await BigLead.RunAsync(store, source);
        await Replay.RunAsync(store);
    }

    private static async Task CompareAsync(StoreOptions options, IEventStore store, EventSource source, RawInserts same, RawInserts plain)
    {
        var (plainRaw, raw) = (new Stopclock("raw, PRIMARY KEY(event_id) only"), new Stopclock("raw, same table and indexes"));
        var (inOrder, late) = (new Stopclock("commit, in order"), new Stopclock("commit, every event late"));
        var count = options.Events / options.Rounds;
        for (var round = 0; round < options.Rounds; round++)
        {
            var (first, second) = (source.InOrder(count), source.Late(count));
            await plainRaw.MeasureAsync(count, () => InsertAsync(plain, first, options.Batch));
            await raw.MeasureAsync(count, () => InsertAsync(same, first, options.Batch));
            await inOrder.MeasureAsync(count, () => CommitAsync(store, first, options.Batch));
            await late.MeasureAsync(count, () => CommitAsync(store, second, options.Batch));
        }

        foreach (var clock in new[] { plainRaw, raw, inOrder, late }) Console.WriteLine(clock);
        Console.WriteLine($"in order / raw {inOrder.PerSecond / raw.PerSecond:n2}   late / raw {late.PerSecond / raw.PerSecond:n2}   late / in order {late.PerSecond / inOrder.PerSecond:n2}   in order / plain raw {inOrder.PerSecond / plainRaw.PerSecond:n2}");
    }

    public static async Task CommitAsync(IEventStore store, IncomingEvent[] events, int batch)
    {
        foreach (var part in events.Chunk(batch)) await store.CommitAsync(part, default);
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
