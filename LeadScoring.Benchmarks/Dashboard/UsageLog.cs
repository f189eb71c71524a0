using System.Diagnostics;

namespace LeadScoring.Benchmarks.Dashboard;

/// <summary>The dashboard's process over time: its memory at each mark, its processor time since the mark before.</summary>
internal sealed class UsageLog(SystemProcess process)
{
    private readonly List<(string Name, long Megabytes, double Percent)> _marks = [];
    private TimeSpan _processor = process.Processor;
    private long _at = Stopwatch.GetTimestamp();

    public long Megabytes => process.ResidentBytes >> 20;

    public void Mark(string name)
    {
        var (processor, at) = (process.Processor, Stopwatch.GetTimestamp());
        _marks.Add((name, Megabytes, 100 * (processor - _processor) / Stopwatch.GetElapsedTime(_at, at)));
        (_processor, _at) = (processor, at);
    }

    public async Task MarkEveryAsync(TimeSpan interval, CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            await Task.Delay(interval, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested) return;
            Mark($"load, {Stopwatch.GetElapsedTime(begun).TotalSeconds:n0} s");
        }
    }

    public void Report()
    {
        Console.WriteLine($"Web (pid {process.Pid})               resident   processor, % of one core since the line before");
        foreach (var (name, megabytes, percent) in _marks) Console.WriteLine($"  {name,-30} {megabytes,5} MB   {percent,5:n1}");
    }
}
