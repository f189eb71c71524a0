using System.Diagnostics;

namespace LeadScoring.Benchmarks.Leads;

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
