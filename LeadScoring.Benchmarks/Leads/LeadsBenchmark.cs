using System.Diagnostics;
using LeadScoring.Benchmarks.Store;
using LeadScoring.Core.Events;
using LeadScoring.Core.Insights;
using LeadScoring.Core.Leads;
using LeadScoring.Core.Stores;
using LeadScoring.Storage;

namespace LeadScoring.Benchmarks.Leads;

/// <summary>How long the store takes for leaderboards, single leads and every kind of page, alone and while events are committed.</summary>
internal static class LeadsBenchmark
{
    public static async Task RunAsync(LeadsOptions options)
    {
        Console.WriteLine($"{options} on {Environment.ProcessorCount} cores");
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, $"leadscoring-bench-{Environment.ProcessId}")).FullName;
        var path = Path.Combine(folder, "store.db");
        try
        {
            await using (var first = Open(path)) await first.GetRequiredService<IStoreInfo>().PingAsync(default);
            var started = Stopwatch.GetTimestamp();
            LeadPopulation.Create(path, options.Leads);
            Console.WriteLine($"created in {Stopwatch.GetElapsedTime(started).TotalSeconds:n0} s, {new FileInfo(path).Length >> 20} MB");
            await using var reading = Open(path);
            await using var writing = Open(path);
            await AskAsync(options, reading, writing);
        }
        finally
        {
            if (!options.Keep) Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task AskAsync(LeadsOptions options, ServiceProvider reading, ServiceProvider writing)
    {
        var leads = reading.GetRequiredService<ILeadStore>();
        var before = Memory();
        var started = Stopwatch.GetTimestamp();
        await leads.ListAsync(new(0, 20, "no such lead", null, null, null, LeadSort.Name), default);
        Console.WriteLine($"first search {Stopwatch.GetElapsedTime(started).TotalSeconds:n2} s, {(Memory() - before) >> 20} MB more on the heap");
        await RoundAsync("alone", options, leads);
        await InsightReads.RunAsync(reading.GetRequiredService<IInsightStore>(), 1_770_000_000_000);

        using var stop = new CancellationTokenSource();
        var commits = CommitAsync(writing, options.Leads, stop.Token);
        await RoundAsync("while 500 events/s are committed", options, leads);
        await stop.CancelAsync();
        Console.WriteLine($"{await commits} events committed meanwhile");
    }

    private static async Task RoundAsync(string name, LeadsOptions options, ILeadStore leads)
    {
        Console.WriteLine($"-- {name}");
        var (lists, plain, boards, single) = (new Timings("filtered pages"), new Timings("unfiltered pages"), new Timings("leaderboard 1000"), new Timings("one lead"));
        var random = new Random(3);
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var (question, query) in LeadQuestions.All())
            {
                await (query.IsFiltered ? lists : plain).MeasureAsync(question, () => leads.ListAsync(query, default));
            }

            for (var i = 0; i < 200; i++)
            {
                await boards.MeasureAsync("leaderboard", () => leads.LeaderboardAsync(1000, default));
                await single.MeasureAsync("lead", () => leads.FindAsync($"{random.Next(options.Leads):x32}", default));
            }
        }

        foreach (var timings in new[] { lists, plain, boards, single }) Console.WriteLine(timings);
    }

    private static async Task<long> CommitAsync(ServiceProvider store, int leads, CancellationToken stop)
    {
        var events = store.GetRequiredService<IEventStore>();
        var random = new Random(4);
        var committed = 0L;
        while (!stop.IsCancellationRequested)
        {
            var batch = Enumerable.Range(0, 25).Select(i => new IncomingEvent
            {
                EventId = $"live-{committed + i}",
                EventType = "page_view",
                LeadId = $"{random.Next(leads):x32}",
                TimestampMs = 1_770_000_000_000 + committed,
                Submission = committed + i,
            }).ToArray();
            await events.CommitAsync(batch, default);
            committed += batch.Length;
            await Task.Delay(50, CancellationToken.None);
        }

        return committed;
    }

    private static ServiceProvider Open(string path) => new ServiceCollection().AddLeadScoringStore($"Data Source={path}").BuildServiceProvider();

    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);
}

/// <param name="Leads">How many leads there are.</param>
/// <param name="Rounds">How often every question is asked, idle and again under commits.</param>
/// <param name="Folder">Where the database file goes.</param>
/// <param name="Keep">Leave the file there, to start the product on it.</param>
internal sealed record LeadsOptions(int Leads, int Rounds, string Folder, bool Keep)
{
    public static LeadsOptions Parse(BenchmarkArguments args) => new(
        args.Number("leads", 1_000_000), args.Number("rounds", 2),
        args.Text("folder", Path.GetTempPath()), args.Flag("keep"));
}

/// <summary>Times of single calls, with the slowest ones by name. The calls do not overlap and rarely wait, so time is server time.</summary>
internal sealed class Timings(string name)
{
    private readonly List<(double Ms, string Question)> _all = [];

    public async Task MeasureAsync<T>(string question, Func<Task<T>> ask)
    {
        var started = Stopwatch.GetTimestamp();
        await ask();
        _all.Add((Stopwatch.GetElapsedTime(started).TotalMilliseconds, question));
    }

    public override string ToString()
    {
        var sorted = _all.OrderBy(t => t.Ms).ToList();
        double At(double part) => sorted[(int)((sorted.Count - 1) * part)].Ms;
        var worst = sorted.AsEnumerable().Reverse().DistinctBy(t => t.Question).Take(6).Select(t => $"\n      {t.Ms,6:n1} ms  {t.Question}");
        return $"{name,-18} n {sorted.Count,5}   p50 {At(0.5),6:n2} ms   p90 {At(0.9),6:n2}   p99 {At(0.99),6:n2}   max {At(1),6:n2}{string.Concat(worst)}";
    }
}
