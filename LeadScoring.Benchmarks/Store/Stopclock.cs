using System.Diagnostics;

namespace LeadScoring.Benchmarks.Store;

/// <summary>Adds up time and processor time of one way of doing things, over rounds.</summary>
internal sealed class Stopclock(string name)
{
    private readonly List<double> _rates = [];
    private TimeSpan _elapsed;
    private TimeSpan _processor;
    private long _events;

    public string Name => name;

    public double PerSecond => _events / _elapsed.TotalSeconds;

    public double ProcessorMicroseconds => _processor.TotalMicroseconds / _events;

    public async Task MeasureAsync(int events, Func<Task> work)
    {
        using var process = Process.GetCurrentProcess();
        var processor = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        await work();
        var elapsed = Stopwatch.GetElapsedTime(started);
        process.Refresh();
        _processor += process.TotalProcessorTime - processor;
        _elapsed += elapsed;
        _events += events;
        _rates.Add(events / elapsed.TotalSeconds);
    }

    public override string ToString() =>
        $"{name,-34} {PerSecond,9:n0} events/s   {ProcessorMicroseconds,7:n1} µs CPU each   rounds {string.Join(", ", _rates.Select(r => r.ToString("n0")))}";
}
