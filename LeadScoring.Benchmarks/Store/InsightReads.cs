using System.Diagnostics;
using LeadScoring.Core.Insights;

namespace LeadScoring.Benchmarks.Store;

/// <summary>What a page of insights reads, and merging what the commits have counted.</summary>
internal static class InsightReads
{
    private const int MergedAtOnce = 200;

    public static async Task MergeAsync(IInsightStore insights, long events)
    {
        var before = Environment.CpuUsage.TotalTime;
        var merged = 0;
        for (int some; (some = await insights.MergeAsync(MergedAtOnce, default)) > 0;) merged += some;
        Console.WriteLine($"merging {merged:n0} commits of {events:n0} events into the rollups: {(Environment.CpuUsage.TotalTime - before).TotalMicroseconds / events:n2} µs of processor time an event");
    }

    public static async Task RunAsync(IInsightStore insights, long nowMs)
    {
        var last = DayCounts.DayOf(nowMs);
        var since = nowMs - (long)TimeSpan.FromDays(30).TotalMilliseconds;
        await Reasons.MeasureAsync("events of 90 days by type, day and hour", async () =>
        {
            var activity = await insights.EventsAsync(last - 90, last, default);
            ActivitySummary.Of(activity, DateOnly.FromDayNumber(719_162 + last - 89), DateOnly.FromDayNumber(719_162 + last), TimeZoneInfo.Utc);
        });
        await Reasons.MeasureAsync("leads by status and score", () => insights.LeadsAsync(since, default));
        await Reasons.MeasureAsync("busiest companies, kept", () => insights.CompaniesAsync(30, default));
        var started = Stopwatch.GetTimestamp();
        while (await insights.ConversionAsync(30, default) is null) await Task.Delay(50);
        Console.WriteLine($"conversion of all leads: {Stopwatch.GetElapsedTime(started).TotalSeconds:n1} s, once in hours");
    }
}
