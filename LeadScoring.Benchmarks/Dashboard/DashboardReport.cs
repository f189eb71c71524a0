namespace LeadScoring.Benchmarks.Dashboard;

/// <summary>Figures, and whether targets were met.</summary>
internal static class DashboardReport
{
    private const double LatencyTargetMs = 300;
    private const double TaskTargetMs = 100;
    private const int DetailsShown = 3;

    public static bool Latency(IReadOnlyList<double> latencies)
    {
        double[] sorted = [.. latencies.Where(l => !double.IsNaN(l)).Order()];
        var lost = latencies.Count - sorted.Length;
        double At(double part) => sorted.Length == 0 ? double.NaN : sorted[(int)((sorted.Length - 1) * part)];
        var met = lost == 0 && At(0.99) <= LatencyTargetMs;
        Console.WriteLine($"POST to DOM       p50 {At(0.5):n0} ms   p95 {At(0.95):n0}   p99 {At(0.99):n0}   max {At(1):n0}   of {sorted.Length} events, {lost} never shown   target p99 {LatencyTargetMs:n0}: {Word(met)}");
        return met;
    }

    public static bool Tasks(PageFigures page)
    {
        var (longest, misses) = (page.LongTasks.DefaultIfEmpty().Max(), page.LongTasks.Count(t => t > TaskTargetMs));
        Console.WriteLine($"Long tasks        {page.LongTasks.Count} over 50 ms, longest {longest:n0} ms, {misses} over {TaskTargetMs:n0}   (first load: {page.FirstLoad.Count}, longest {page.FirstLoad.DefaultIfEmpty().Max():n0})   target none over {TaskTargetMs:n0}: {Word(misses == 0)}");
        foreach (var frame in page.SlowFrameDetails.OrderByDescending(j => j.Duration).Take(DetailsShown))
        {
            Console.WriteLine($"  slow frame      {frame.Duration:n0} ms, of it rendering {frame.Render:n0}, style and layout {frame.Layout:n0}; {string.Join("; ", frame.Scripts)}");
        }

        return misses == 0;
    }

    public static void Page(PageFigures page, PageCounters before, PageCounters after)
    {
        double Busy(Func<PageCounters, double> counter) => 100 * (counter(after) - counter(before)) / (after.At - before.At);
        Console.WriteLine($"Frames            {page.Frames / page.Seconds:n1}/s, longest gap {page.LongestFrame:n0} ms, {page.SlowFrames} gaps over 50 ms in {page.Seconds:n0} s");
        Console.WriteLine($"DOM updates       {page.Updates / page.Seconds:n1}/s, {page.Rows / page.Seconds:n0} scores/s changed, {page.Moves / page.Seconds:n0} rows/s moved");
        Console.WriteLine($"Main thread       {Busy(c => c.Task):n0}% busy: script {Busy(c => c.Script):n1}, style {Busy(c => c.Style):n1}, layout {Busy(c => c.Layout):n1}");
        Console.WriteLine($"Script heap       {before.Heap / 1e6:n1} MB, after {after.Heap / 1e6:n1}; elements {before.Nodes}, after {after.Nodes}; nodes in memory {before.AllNodes:n0}, after {after.AllNodes:n0}");
    }

    private static string Word(bool met) => met ? "met" : "MISSED";
}
